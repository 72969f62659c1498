package io.weir.internal.counting.store;

import io.weir.internal.counting.BucketSpec;
import io.weir.internal.counting.Consumption;
import io.weir.internal.counting.ConsumptionResult;
import io.weir.internal.counting.Entries;
import io.weir.internal.counting.EntryKey;
import io.weir.internal.counting.Limit;
import io.weir.internal.counting.Refill;
import io.weir.internal.counting.RetentionClass;
import io.weir.internal.counting.Settlement;
import io.weir.internal.counting.TokenRequest;
import io.weir.internal.counting.WhenClusterFails;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** Buckets, each the only one of its entry. */
public record Buckets(Entries entries) {

  private static final BucketSpec ONE =
      new BucketSpec(List.of(new Limit(1, Duration.ofHours(1))), Refill.WINDOW, ZoneOffset.UTC);

  static EntryKey entry(String key) {
    return new EntryKey(key, RetentionClass.YEAR, true);
  }

  static TokenRequest request(String key, BucketSpec spec, long tokens) {
    return request(key, spec, tokens, TokenRequest.NO_LOGIN);
  }

  private static TokenRequest request(String key, BucketSpec spec, long tokens, long login) {
    return new TokenRequest(entry(key), 1, spec, tokens, WhenClusterFails.LOCAL, login, true);
  }

  public ConsumptionResult take(String key, BucketSpec spec, long tokens) {
    return entries.take(entry(key), List.of(request(key, spec, tokens))).get(0);
  }

  public ConsumptionResult look(String key, BucketSpec spec, long tokens) {
    return entries.look(entry(key), List.of(request(key, spec, tokens))).get(0);
  }

  public void settle(Consumption consumption, long tokens) {
    entries.settle(consumption.entry(), List.of(Settlement.of(consumption, tokens)));
  }

  public void forget(String key, BucketSpec spec) {
    entries.settle(
        entry(key),
        List.of(new Settlement(nothing(key, spec), 0, true, null, TokenRequest.NO_LOGIN)));
  }

  public boolean knowsLogin(String login) {
    // More than the bucket can hold: refused unless the login is known.
    TokenRequest request = request(login, ONE, 2, login.hashCode());
    return entries.look(entry(login), List.of(request)).get(0).admitted();
  }

  public void rememberLogin(String login) {
    entries.settle(entry(login), List.of(Settlement.refund(nothing(login, ONE), login.hashCode())));
  }

  private static Consumption nothing(String key, BucketSpec spec) {
    return new Consumption(
        Consumption.Place.CLUSTER, entry(key), 1, spec, 0, Instant.EPOCH, List.of());
  }
}
