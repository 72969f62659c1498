package io.weir.budget;

import io.weir.internal.counting.ledger.HoldRequest;

/**
 * What one budget reserves for a request.
 *
 * @param shared whether it is the share of one client in the budget
 */
record BudgetRequest(PreparedBudget of, HoldRequest hold, boolean shared) {}
