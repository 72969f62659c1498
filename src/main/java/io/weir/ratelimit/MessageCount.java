package io.weir.ratelimit;

import io.weir.internal.counting.BucketSpec;
import io.weir.internal.counting.Limit;
import io.weir.internal.counting.TokenRequest;
import io.weir.internal.socket.ClosingFrame;
import io.weir.internal.socket.SentFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one socket sends of one rate of a rule. All sockets of a key take from the same bucket.
 *
 * @param bytes whether bytes are counted, and not messages
 * @param one one token of the bucket
 * @param untold what this node has counted and the cluster does not know yet
 */
record MessageCount(Rule rule, boolean bytes, TokenRequest one, AtomicLong untold) {

  private static final ClosingFrame TOO_MANY =
      new ClosingFrame(ClosingFrame.TRY_AGAIN_LATER, "Too many messages.");
  private static final ClosingFrame TOO_MUCH =
      new ClosingFrame(ClosingFrame.TRY_AGAIN_LATER, "Too many bytes.");

  /** A bucket of all nodes. */
  record Bucket(String entry, long bucket) {}

  /** One for each rate of the rule. */
  static List<MessageCount> of(SlotDemand demand) {
    ConnectionLimits limits = demand.rule().connection();
    List<MessageCount> counts = new ArrayList<>(2);
    limits.messages().ifPresent(rate -> counts.add(of(demand, false, rate)));
    limits.bytes().ifPresent(rate -> counts.add(of(demand, true, rate)));
    return counts;
  }

  private static MessageCount of(SlotDemand demand, boolean bytes, Limit rate) {
    PreparedRule one = demand.one();
    BucketSpec spec = new BucketSpec(List.of(rate), one.rule().refill(), one.spec().zone());
    String identity = one.identity() + (bytes ? " bytes" : " messages");
    long bucket =
        UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8)).getMostSignificantBits();
    return new MessageCount(
        one.rule(),
        bytes,
        new TokenRequest(
            demand.entry(),
            bucket,
            spec,
            1,
            one.whenClusterFails(),
            TokenRequest.NO_LOGIN,
            !one.rule().shadow()),
        new AtomicLong());
  }

  /** How many tokens a frame takes. */
  long tokens(SentFrame frame) {
    return bytes ? frame.bytes() : frame.message() ? 1 : 0;
  }

  /** The most that the bucket ever holds. */
  long most() {
    return one.spec().mostTokens();
  }

  Bucket bucket() {
    return new Bucket(one.entry().name(), one.bucket());
  }

  ClosingFrame why() {
    return bytes ? TOO_MUCH : TOO_MANY;
  }
}
