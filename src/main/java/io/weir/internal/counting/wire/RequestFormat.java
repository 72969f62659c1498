package io.weir.internal.counting.wire;

import io.weir.internal.counting.Block;
import io.weir.internal.counting.BucketSpec;
import io.weir.internal.counting.Consumption;
import io.weir.internal.counting.Consumption.Level;
import io.weir.internal.counting.EntryKey;
import io.weir.internal.counting.Limit;
import io.weir.internal.counting.Refill;
import io.weir.internal.counting.RetentionClass;
import io.weir.internal.counting.Settlement;
import io.weir.internal.counting.TokenRequest;
import io.weir.internal.counting.WhenClusterFails;
import io.weir.internal.counting.store.ByteReader;
import io.weir.internal.counting.store.ByteWriter;
import io.weir.internal.counting.store.LimitFormat;
import io.weir.internal.counting.store.UnixNanos;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Requests and settlements as bytes. What only the asking node needs is left out. */
final class RequestFormat {

  private static final int NO = 0;
  private static final int YES = 1;

  private RequestFormat() {}

  /** The key of an entry on the node that keeps it. */
  static EntryKey here(String name) {
    return new EntryKey(name, RetentionClass.MINUTE, false);
  }

  static void write(TokenRequest request, ByteWriter out) {
    out.fixed(request.bucket());
    write(request.spec(), out);
    out.count(request.tokens()).fixed(request.knownLogin()).octet(request.stopsOthers() ? YES : NO);
  }

  static List<TokenRequest> requests(ByteReader in, EntryKey key) {
    int number = (int) in.count();
    List<TokenRequest> requests = new ArrayList<>(number);
    for (int i = 0; i < number; i++) {
      requests.add(
          new TokenRequest(
              key,
              in.fixed(),
              spec(in),
              in.count(),
              WhenClusterFails.LOCAL,
              in.fixed(),
              in.octet() == YES));
    }
    return requests;
  }

  static void write(Settlement settlement, ByteWriter out) {
    write(settlement.consumption(), out);
    out.count(settlement.tokens()).octet(settlement.forgetsBucket() ? YES : NO);
    out.fixed(settlement.knownLogin());
    out.octet(settlement.spelling() == null ? NO : YES);
    if (settlement.spelling() != null) {
      write(settlement.spelling(), out);
    }
  }

  static List<Settlement> settlements(ByteReader in, EntryKey key) {
    int number = (int) in.count();
    List<Settlement> settlements = new ArrayList<>(number);
    for (int i = 0; i < number; i++) {
      Consumption consumption = consumption(in, key);
      long tokens = in.count();
      boolean forgetsBucket = in.octet() == YES;
      long knownLogin = in.fixed();
      Consumption spelling = in.octet() == YES ? consumption(in, key) : null;
      settlements.add(new Settlement(consumption, tokens, forgetsBucket, spelling, knownLogin));
    }
    return settlements;
  }

  private static void write(Consumption consumption, ByteWriter out) {
    out.fixed(consumption.bucket());
    write(consumption.spec(), out);
    out.count(consumption.tokens())
        .fixed(UnixNanos.of(consumption.taken()))
        .count(consumption.levels().size());
    for (Level level : consumption.levels()) {
      out.signed(level.tokens()).fixed(level.refilledAt());
    }
  }

  private static Consumption consumption(ByteReader in, EntryKey key) {
    long bucket = in.fixed();
    BucketSpec spec = spec(in);
    long tokens = in.count();
    long taken = in.fixed();
    int number = (int) in.count();
    List<Level> levels = new ArrayList<>(number);
    for (int i = 0; i < number; i++) {
      levels.add(new Level(in.signed(), in.fixed()));
    }
    return new Consumption(
        Consumption.Place.CLUSTER, key, bucket, spec, tokens, UnixNanos.instant(taken), levels);
  }

  private static void write(BucketSpec spec, ByteWriter out) {
    out.octet(LimitFormat.number(spec.refill()));
    LimitFormat.write(spec.limits(), out);
    if (spec.refill() == Refill.ALIGNED) {
      out.text(spec.zone().getId());
    }
    Block block = spec.block().orElse(null);
    out.octet(block == null ? NO : YES);
    if (block != null) {
      out.count(block.first().toSeconds()).count(block.longest().toSeconds());
    }
  }

  private static BucketSpec spec(ByteReader in) {
    Refill refill = LimitFormat.refill(in.octet());
    List<Limit> limits = LimitFormat.read(in);
    ZoneId zone = refill == Refill.ALIGNED ? ZoneId.of(in.text()) : ZoneOffset.UTC;
    Optional<Block> block =
        in.octet() == NO
            ? Optional.empty()
            : Optional.of(
                new Block(Duration.ofSeconds(in.count()), Duration.ofSeconds(in.count())));
    return new BucketSpec(limits, refill, zone, block);
  }
}
