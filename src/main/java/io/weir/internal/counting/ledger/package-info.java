/**
 * Ledgers: what was spent of budgets, and what is reserved. {@link
 * io.weir.internal.counting.ledger.Ledger} is a value that is told the time; {@link
 * io.weir.internal.counting.ledger.LedgerService} reserves in several ledgers and settles, in the
 * cluster or in this JVM:
 *
 * <pre>
 *   reserve ─→ hold of the estimate ─→ settle with what the request cost, once
 *                                   └→ lease over: charged with the estimate
 * </pre>
 */
@NullMarked
package io.weir.internal.counting.ledger;

import org.jspecify.annotations.NullMarked;
