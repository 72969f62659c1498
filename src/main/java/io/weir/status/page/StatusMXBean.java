package io.weir.status.page;

/** The status page, as JMX shows it. Named {@code io.weir:type=Status,application="/shop"}. */
public interface StatusMXBean {

  /** What the page shows, as JSON. */
  String getStatus();

  /**
   * What is known of a refusal, as JSON.
   *
   * @param id the UUID of the problem document, with or without {@code urn:uuid:}
   * @return a sentence if nothing is known of it
   */
  String explain(String id);

  /**
   * Lets every request pass Weir's limits, budgets, circuits and validation uncounted, on all
   * nodes, until {@link #endLettingPass}.
   */
  void letEverythingPass();

  /** Has limits, budgets, circuits and the validation apply again, on all nodes. */
  void endLettingPass();

  /**
   * Switches a rule, budget or check on all nodes, until it is restored or all nodes have stopped.
   *
   * @param filter its name in settings: {@code rate-limit}
   * @param line the name of the rule, budget or check
   * @param state {@code shadow}, {@code off} or {@code restore}
   * @throws IllegalArgumentException if there is no such line or state
   */
  void switchLine(String filter, String line, String state);

  /**
   * A new code that lets one administrator in, good once and for 15 minutes, in place of the one
   * before.
   *
   * @return the code, or a sentence if codes are switched off
   */
  String newCode();
}
