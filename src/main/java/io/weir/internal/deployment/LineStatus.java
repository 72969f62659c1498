package io.weir.internal.deployment;

import java.util.List;
import java.util.Map;

/**
 * One line of a filter's table, as it stands now.
 *
 * @param name of the rule, check, budget or circuit
 * @param text the line in full, as Weir reads it
 * @param facts what an administrator wants to see beside the counters, by name, in the order in
 *     which they are shown; never a secret or personal data
 * @param actions what an administrator can do
 */
public record LineStatus(
    String name, String text, Map<String, String> facts, List<Action> actions) {

  public LineStatus {
    actions = List.copyOf(actions);
  }

  /**
   * Something that an administrator can do. It holds in the whole cluster.
   *
   * @param name one word: {@code open}
   * @param words what it will do, as a sentence without its subject: {@code Refuses every request
   *     until it is released.}
   * @param act does it, and may wait some seconds for the cluster
   */
  public record Action(String name, String words, Runnable act) {}
}
