package io.weir.internal.counting;

/**
 * The key of an entry: the buckets of one client, for all rules that count by the same values.
 *
 * @param name a {@linkplain Pseudonyms pseudonym} of what is counted: an address, a user, a pair
 * @param kept how long the entry is kept after its last change; the same for all its buckets
 * @param own whether the entry belongs to the client alone, by its address, session or user. Such
 *     entries are asked first, so that a client that is refused touches nothing that others share
 */
public record EntryKey(String name, RetentionClass kept, boolean own) {}
