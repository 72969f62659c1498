package io.weir.internal.counting.slot;

/**
 * A request for one of a number of slots.
 *
 * @param bucket which slots of the key: a hash of what is counted
 * @param id of the slot; random, so that no two requests of any node have the same
 * @param most how many of them may be held at once, at least 1
 */
public record SlotRequest(long bucket, long id, long most) {}
