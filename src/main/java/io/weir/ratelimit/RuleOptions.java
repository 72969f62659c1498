package io.weir.ratelimit;

import io.weir.internal.counting.Block;
import io.weir.internal.counting.Refill;
import io.weir.internal.rules.Countries;
import io.weir.internal.rules.Exemption;
import io.weir.internal.rules.Key;
import io.weir.internal.rules.TimeUnitName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What may stand in a rule after its limits; {@code toString} is how it is written.
 *
 * @param key whose requests are counted together
 * @param refill when tokens come back
 * @param cost tokens a request takes, 1 to what the smallest limit has
 * @param except who is not counted
 * @param shadow whether it counts and tells, and never refuses
 * @param countries where calls to the key's telephone number may go, if not everywhere
 * @param whenClusterFails what to do then, if the rule says other than the filter
 * @param countingFailures whether a request that succeeds gets its tokens back
 * @param sparingKnown whether who logged in from an address before is not refused there
 * @param block how long who was refused stays refused, if longer than the limits say
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
    boolean sparingKnown,
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
        sparingKnown,
        block);
  }

  /** Those that make counts different ones. */
  String ofIdentity() {
    StringBuilder text = new StringBuilder("per ").append(key);
    if (refill != Refill.WINDOW) {
      text.append(' ').append(refill);
    }
    if (cost != 1) {
      text.append(" cost ").append(cost);
    }
    if (countingFailures) {
      text.append(" counting failures");
    }
    return text.toString();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(ofIdentity());
    if (sparingKnown) {
      text.append(" sparing known");
    }
    block.ifPresent(of -> text.append(" block ").append(print(of)));
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
    String first = TimeUnitName.print(block.first());
    return block.longest().equals(block.first())
        ? first
        : first + " doubling to " + TimeUnitName.print(block.longest());
  }
}
