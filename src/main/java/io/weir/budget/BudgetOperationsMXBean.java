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

  /**
   * Adds to what is left of a budget that counts everybody together, until its period ends.
   *
   * @param amount in the unit of the budget, as {@code $5.00} or {@code 5.00}; in one period ten
   *     times the budget at most
   * @throws IllegalArgumentException if there is no such budget, or the amount cannot be added
   */
  void topUp(String budget, String amount);

  /**
   * Adds to what one key has left, until its period ends.
   *
   * @param key a user's name, an address or the id of a session
   * @param amount as above
   * @throws IllegalArgumentException if there is no such budget, it counts by several things, or
   *     the amount cannot be added
   */
  void topUp(String budget, String key, String amount);
}
