/**
 * Budgets: what requests cost, in money, tokens or seconds, and what may be spent. {@link
 * io.weir.budget.Budgets} is the servlet filter.
 */
@NullMarked
package io.weir.budget;

import org.jspecify.annotations.NullMarked;
