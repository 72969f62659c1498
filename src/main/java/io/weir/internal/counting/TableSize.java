package io.weir.internal.counting;

/**
 * What a table of counting keeps on this node.
 *
 * @param table {@code entries}, {@code ledgers} or {@code slots}
 * @param kept clients that it has
 * @param forgotten clients that it has forgotten since it was created because it was full; none of
 *     whom was expected to be refused soon
 */
public record TableSize(String table, long kept, long forgotten) {}
