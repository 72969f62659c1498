package io.weir.ratelimit;

import io.weir.internal.exchange.HeldSlots;
import io.weir.internal.socket.ClosingFrame;
import io.weir.internal.socket.SentFrame;
import io.weir.internal.socket.SocketLimits;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A socket that rules limit: its slots, its time, and what its client sends. */
final class LimitedSocket implements SocketLimits, MessageLimiter.Sender {

  private static final ClosingFrame TIME_IS_OVER =
      new ClosingFrame(ClosingFrame.POLICY_VIOLATION, "The time of this connection is over.");
  private static final ClosingFrame SLOT_IS_LOST =
      new ClosingFrame(ClosingFrame.POLICY_VIOLATION, "The slot of this connection is lost.");
  private static final ClosingFrame TOO_LONG =
      new ClosingFrame(ClosingFrame.TRY_AGAIN_LATER, "The message is too long.");

  private final HeldSlots held;
  private final MessageLimiter limiter;
  private final RateLimitLog log;
  private final List<MessageCount> counts = new CopyOnWriteArrayList<>();
  private final List<Rule> lengths = new CopyOnWriteArrayList<>();
  private volatile @Nullable ClosingFrame exceeded;

  LimitedSocket(HeldSlots held, MessageLimiter limiter, RateLimitLog log) {
    this.held = held;
    this.limiter = limiter;
    this.log = log;
  }

  /** Adds what rules demand of its messages. */
  void add(List<SlotDemand> demands) {
    for (SlotDemand demand : demands) {
      counts.addAll(MessageCount.of(demand));
      if (demand.rule().connection().messageBytes().isPresent()) {
        lengths.add(demand.rule());
      }
    }
    if (!counts.isEmpty()) {
      limiter.add(this);
    }
  }

  @Override
  public List<MessageCount> counts() {
    return counts;
  }

  @Override
  public void exceed(MessageCount limit) {
    if (counts.stream().anyMatch(count -> count.bucket().equals(limit.bucket()))) {
      exceeded = limit.why();
    }
  }

  @Override
  public Optional<ClosingFrame> over() {
    if (held.isOver()) {
      return Optional.of(TIME_IS_OVER);
    }
    return held.isLost() ? Optional.of(SLOT_IS_LOST) : Optional.ofNullable(exceeded);
  }

  @Override
  public Optional<ClosingFrame> refuses(SentFrame frame) {
    for (Rule rule : lengths) {
      if (frame.messageBytes() > rule.connection().messageBytes().orElseThrow()) {
        log.tellMessage(rule);
        if (!rule.shadow()) {
          return Optional.of(TOO_LONG);
        }
      }
    }
    return counts.isEmpty() ? Optional.empty() : limiter.take(counts, frame).map(MessageCount::why);
  }

  @Override
  public void released() {
    held.close();
    limiter.remove(this);
  }
}
