package io.weir.budget;

/** What an administrator, or the front door, does with the budgets of an application. */
public interface BudgetOperationsMXBean {

  /**
   * Settles a reservation.
   *
   * @param id the request attribute {@code io.weir.reservation}
   * @param usage as in the request attribute {@code io.weir.usage}
   * @return whether it was open: false if it is unknown here, or settled
   * @throws IllegalArgumentException if the usage cannot be read
   */
  boolean report(String id, String usage);

  /**
   * Forgets what was spent of a budget that counts everybody together.
   *
   * @return whether something was spent
   * @throws IllegalArgumentException if there is no such budget
   */
  boolean reset(String budget);

  /**
   * Forgets what one key spent; of a budget that counts everybody together, what one client spent
   * of its share.
   *
   * @param key a user's name, an address or the id of a session
   * @return whether something was spent
   * @throws IllegalArgumentException if there is no such budget, or it counts by several things
   */
  boolean reset(String budget, String key);

  /**
   * Forgets what one client spent of its share in the budget of a key.
   *
   * @param key as above
   * @param client of {@code at most 20% each …}: an address, a user's name or the id of a session
   * @return whether something was spent
   * @throws IllegalArgumentException if there is no such budget, or it has no shares
   */
  boolean reset(String budget, String key, String client);
}
