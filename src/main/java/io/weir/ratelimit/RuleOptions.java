package io.weir.ratelimit;

import io.weir.internal.counting.Block;
import io.weir.internal.counting.Refill;
import io.weir.internal.counting.WhenClusterFails;
import io.weir.internal.rules.Countries;
import io.weir.internal.rules.Exemption;
import io.weir.internal.rules.Key;
import io.weir.internal.settings.PeriodUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The options of a rule, which follow its limits; {@code toString} is how they are written.
 *
 * @param key by what requests are counted
 * @param refill when tokens are added again
 * @param cost tokens that a request takes, from 1 to the tokens of the smallest limit
 * @param except requests that are not counted
 * @param shadow whether the rule counts and reports, but never refuses
 * @param countries the countries of telephone numbers to which calls are allowed; none means all
 * @param whenClusterFails what to do while the cluster does not answer; none means as the filter
 * @param countingFailures whether a login that succeeds gets its tokens back
 * @param ofBasic whether only Basic and Digest authentication by the container counts as a login
 * @param sparingKnown whether a user who has logged in from an address before is not refused there
 * @param refusingUnreadable whether a request is refused if its name cannot be read
 * @param sameSite whether a request that a page of another site sends is refused
 * @param success what shows that a login succeeded; none means as described for logins
 * @param block how long a refused client stays refused, if longer than its limits require
 */
record RuleOptions(
    Key key,
    Refill refill,
    long cost,
    List<Exemption> except,
    boolean shadow,
    Optional<Countries> countries,
    Optional<WhenClusterFails> whenClusterFails,
    boolean countingFailures,
    boolean ofBasic,
    boolean sparingKnown,
    boolean refusingUnreadable,
    boolean sameSite,
    Optional<SuccessSign> success,
    Optional<Block> block) {

  RuleOptions {
    except = List.copyOf(except);
  }

  RuleOptions inShadow() {
    return new RuleOptions(
        key,
        refill,
        cost,
        except,
        true,
        countries,
        whenClusterFails,
        countingFailures,
        ofBasic,
        sparingKnown,
        refusingUnreadable,
        sameSite,
        success,
        block);
  }

  /** The options that change what is counted. */
  String identity() {
    StringBuilder text = new StringBuilder("per ").append(key);
    if (refill != Refill.WINDOW) {
      text.append(' ').append(refill);
    }
    if (cost != 1) {
      text.append(" cost ").append(cost);
    }
    if (countingFailures) {
      text.append(ofBasic ? " counting failures of basic" : " counting failures");
    }
    return text.toString();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(identity());
    if (sparingKnown) {
      text.append(" sparing known");
    }
    if (refusingUnreadable) {
      text.append(" refusing unreadable");
    }
    if (sameSite) {
      text.append(" same-site");
    }
    success.ifPresent(sign -> text.append(' ').append(sign));
    block.ifPresent(it -> text.append(" block ").append(print(it)));
    if (!except.isEmpty()) {
      text.append(" except ")
          .append(except.stream().map(Exemption::toString).collect(Collectors.joining(", ")));
    }
    if (shadow) {
      text.append(" shadow");
    }
    countries.ifPresent(allowed -> text.append(" countries ").append(allowed));
    whenClusterFails.ifPresent(fallback -> text.append(" when-cluster-fails ").append(fallback));
    return text.toString();
  }

  private static String print(Block block) {
    String first = PeriodUnit.print(block.first());
    return block.longest().equals(block.first())
        ? first
        : first + " doubling to " + PeriodUnit.print(block.longest());
  }
}
