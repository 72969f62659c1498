package io.weir.internal.counting.ledger;

/**
 * The key of a ledger: the accounts of all budgets that count by the same values.
 *
 * @param name a pseudonym of what is counted: a session, an address, everybody
 * @param kept how long the ledger is kept after its last change
 * @param own whether the ledger belongs to the client alone. Such ledgers are asked first, so that
 *     a client that is refused touches nothing that others share
 */
public record LedgerKey(String name, LedgerRetention kept, boolean own) {}
