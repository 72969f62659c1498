package io.weir.budget;

import io.weir.internal.counting.WhenClusterFails;
import io.weir.internal.rules.Exemption;
import io.weir.internal.rules.Key;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The options of a budget, which follow its amounts; {@code toString} is how they are written.
 *
 * @param key by what is counted
 * @param estimate what a request costs at most; nothing means that its body tells
 * @param free whether a request costs nothing of which no usage is reported
 * @param share how much one client may spend of the budget; nothing means all
 * @param warnAt percentages at which to warn, ascending
 * @param everything whether the budget is meant for all paths
 * @param except requests that cost nothing
 * @param shadow whether the budget counts and reports, but never refuses
 * @param whenClusterFails what to do while the cluster does not answer; none means as the filter
 */
record BudgetOptions(
    Key key,
    Optional<Amount> estimate,
    boolean free,
    Optional<Share> share,
    List<Integer> warnAt,
    boolean everything,
    List<Exemption> except,
    boolean shadow,
    Optional<WhenClusterFails> whenClusterFails) {

  BudgetOptions {
    warnAt = List.copyOf(warnAt);
    except = List.copyOf(except);
  }

  /**
   * How much one client may spend of a budget that it shares: {@code at most 20% each ip}.
   *
   * @param percent 1 to 99
   */
  record Share(int percent, Key each) {

    @Override
    public String toString() {
      return "at most %s%% each %s".formatted(percent, each);
    }
  }

  BudgetOptions inShadow() {
    return new BudgetOptions(
        key, estimate, free, share, warnAt, everything, except, true, whenClusterFails);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("per ").append(key);
    estimate.ifPresent(amount -> text.append(" estimate ").append(amount));
    if (free) {
      text.append(" unreported free");
    }
    share.ifPresent(most -> text.append(' ').append(most));
    if (!warnAt.isEmpty()) {
      text.append(" warn at ")
          .append(warnAt.stream().map(at -> at + "%").collect(Collectors.joining(", ")));
    }
    if (everything) {
      text.append(" everything");
    }
    if (!except.isEmpty()) {
      text.append(" except ")
          .append(except.stream().map(Exemption::toString).collect(Collectors.joining(", ")));
    }
    if (shadow) {
      text.append(" shadow");
    }
    whenClusterFails.ifPresent(fallback -> text.append(" when-cluster-fails ").append(fallback));
    return text.toString();
  }
}
