package io.weir.internal.deployment;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One line of a filter's table, as it stands now.
 *
 * @param name of the rule, check, budget or circuit
 * @param text the line in full, as Weir reads it
 * @param facts what an administrator wants to see beside the counters, by name, in the order in
 *     which they are shown; never a secret or personal data
 * @param levels how much is used of what the line allows everybody together
 * @param actions what an administrator can do
 */
public record LineStatus(
    String name, String text, Map<String, String> facts, List<Level> levels, List<Action> actions) {

  public LineStatus {
    levels = List.copyOf(levels);
    actions = List.copyOf(actions);
  }

  /** A line that has no levels. */
  public LineStatus(String name, String text, Map<String, String> facts, List<Action> actions) {
    this(name, text, facts, List.of(), actions);
  }

  /**
   * How much of an amount is used.
   *
   * @param name what is allowed: {@code $50.00 per 1 hour}
   * @param used what is spent and what requests hold, at least 0
   * @param amount what may be used, in the same unit
   * @param words the same for people: {@code $41.50 spent, $8.50 left}
   * @param span how long what is spent counts; zero if until a reset
   * @param reset when all that is spent stops counting; empty if nobody knows
   */
  public record Level(
      String name, long used, long amount, String words, Duration span, Optional<Instant> reset) {

    private static final double HUNDRED = 100;

    /** How much is used, in percent, rounded down: what is not used up shows less than 100. */
    public long percent() {
      return used >= amount ? 100 : (long) (HUNDRED * used / amount);
    }
  }

  /**
   * Something that an administrator can do. It holds in the whole cluster.
   *
   * @param name one word: {@code open}
   * @param words what it will do, as a sentence without its subject: {@code Refuses every request
   *     until it is released.}
   * @param asks what the administrator has to enter: {@code Amount}; empty if nothing
   * @param act does it with what was entered, and may wait some seconds for the cluster; throws an
   *     IllegalArgumentException, whose message tells the administrator why nothing was done
   */
  public record Action(String name, String words, String asks, Consumer<String> act) {

    /** An action for which nothing is entered. */
    public Action(String name, String words, Runnable act) {
      this(name, words, "", nothing -> act.run());
    }
  }
}
