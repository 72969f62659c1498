package io.weir.breaker;

import io.weir.internal.settings.PeriodUnit;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One circuit of this node.
 *
 * <pre>
 *            too many failures               the period is over
 *   CLOSED ────────────────────▶ OPEN ────────────────────▶ HALF_OPEN
 *      ▲                           ▲       a probe failed      │ │
 *      │                           └───────────────────────────┘ │
 *      └───────────────────────── all probes succeeded ──────────┘
 * </pre>
 *
 * Time is passed in, by a clock that nobody adjusts. Thread-safe; transitions are told in their
 * order.
 */
final class Circuit {

  /** Is told of calls that have ended. */
  @FunctionalInterface
  interface EndedCalls {

    /** A call that the circuit let through has ended. */
    void ended(Outcome outcome, Duration duration);
  }

  /** The states of a circuit breaker. */
  enum State {
    CLOSED,
    OPEN,
    HALF_OPEN
  }

  /** What an administrator decides, until they release the circuit. */
  enum ForcedState {
    NONE,
    /** Refuses every request. */
    OPEN,
    /** Counts, and never opens. */
    CLOSED,
    /** Lets every request through and counts nothing. */
    DISABLED
  }

  /** What a client waits for, that finds all probes under way. */
  private static final Duration WHILE_PROBING = Duration.ofSeconds(1);

  private final CircuitPolicy policy;
  private final RandomGenerator random;
  private final Consumer<Transition> listener;
  private final EndedCalls ended;

  /** The calls under way whose answer has not begun, oldest first. */
  private final Set<Call> running = new LinkedHashSet<>();

  /** Why a call failed whose answer did not begin in time. */
  private final String slow;

  private FailureCounter counter;
  private State state = State.CLOSED;
  private ForcedState forced = ForcedState.NONE;
  private @Nullable Instant until;
  private int failedProbes;
  private int probesLeft;

  /** Requests that are probes leave room for the calls that they lead to in other threads. */
  private int outboundLeft;

  private int probesSucceeded;
  private long period;

  /**
   * A closed circuit.
   *
   * @param listener told every transition, in the thread that causes it and with the lock held
   * @param ended told every call that ends, in the same way
   */
  Circuit(
      CircuitPolicy policy,
      RandomGenerator random,
      Consumer<Transition> listener,
      EndedCalls ended) {
    this.policy = policy;
    this.random = random;
    this.listener = listener;
    this.ended = ended;
    this.slow = "no answer within " + PeriodUnit.print(policy.slow());
    this.counter = policy.threshold().counter();
  }

  CircuitPolicy policy() {
    return policy;
  }

  /**
   * Asks to let a request through.
   *
   * @param client who sends it, as far as failures of one client count once
   */
  synchronized Admission acquire(String client, Instant now) {
    advance(now);
    return switch (forced) {
      case OPEN -> new Admission.Rejected(Optional.empty());
      case CLOSED -> admitted(client, now, Call.Kind.ORDINARY);
      case DISABLED -> new Admission.Uncounted();
      case NONE ->
          switch (state) {
            case CLOSED -> admitted(client, now, Call.Kind.ORDINARY);
            case OPEN -> new Admission.Rejected(wait(now));
            case HALF_OPEN -> probe(client, now);
          };
    };
  }

  private Admission probe(String client, Instant now) {
    if (probesLeft == 0) {
      return new Admission.Rejected(Optional.of(WHILE_PROBING));
    }
    probesLeft--;
    return admitted(client, now, Call.Kind.PROBE);
  }

  /** Asks to let a call through that belongs to no request. */
  synchronized Admission acquireOutbound(String client, Instant now) {
    advance(now);
    if (forced != ForcedState.NONE || state != State.HALF_OPEN) {
      return acquire(client, now);
    }
    if (outboundLeft == 0) {
      return new Admission.Rejected(Optional.of(WHILE_PROBING));
    }
    outboundLeft--;
    return admitted(client, now, Call.Kind.OUTBOUND_PROBE);
  }

  /** Asks to let a call through that belongs to a request which was let through. */
  synchronized Admission acquireWithin(Instant now) {
    advance(now);
    return forced == ForcedState.OPEN || (forced == ForcedState.NONE && state == State.OPEN)
        ? new Admission.Rejected(forced == ForcedState.OPEN ? Optional.empty() : wait(now))
        : new Admission.Uncounted();
  }

  private Admission admitted(String client, Instant now, Call.Kind kind) {
    Call call = new Call(this, client, now, kind, period);
    running.add(call);
    return new Admission.Admitted(call);
  }

  private Optional<Duration> wait(Instant now) {
    return Optional.ofNullable(until).map(end -> Duration.between(now, end));
  }

  /**
   * The answer has begun: the call cannot become slow any more. It still can fail. What a probe
   * shows by now decides: nothing bounds how long a stream lasts, or how slowly a client reads.
   */
  synchronized void answering(Call call, Outcome shown, Instant now) {
    advance(now);
    running.remove(call);
    if (call.isProbe() && !call.isJudged() && counts(call)) {
      call.becomeJudged();
      judge(call, shown, now);
    }
  }

  /** A call has ended. To be called once; a call that was too slow has failed before. */
  synchronized void settle(Call call, Outcome outcome, Instant now) {
    advance(now);
    running.remove(call);
    if (counts(call) && !call.isJudged()) {
      judge(call, outcome, now);
    } else if (counts(call) && outcome.kind() == Outcome.Kind.FAILURE) {
      count(outcome, Optional.of(call.client()), now); // The stream of a probe has broken off.
    }
    ended.ended(outcome, Duration.between(call.start(), now));
  }

  /** Calls of an earlier state do not count, except a probe's stream in the state it led to. */
  private boolean counts(Call call) {
    boolean closedByProbes =
        call.isJudged() && state == State.CLOSED && call.period() == period - 1;
    return !call.isSlow() && (call.period() == period || closedByProbes);
  }

  private void judge(Call call, Outcome outcome, Instant now) {
    if (outcome.kind() == Outcome.Kind.NEITHER) {
      makeRoom(call.kind());
    } else {
      count(outcome, Optional.of(call.client()), now);
    }
  }

  /** A probe that proves nothing makes room for another of its kind. */
  private void makeRoom(Call.Kind probe) {
    switch (probe) {
      case PROBE -> probesLeft++;
      case OUTBOUND_PROBE -> outboundLeft++;
      case ORDINARY -> {}
    }
  }

  /** The application tells of a call that this circuit did not let through. */
  synchronized void report(Outcome outcome, Instant now) {
    advance(now);
    if (state == State.CLOSED) {
      count(outcome, Optional.empty(), now);
    }
  }

  private void count(Outcome outcome, Optional<String> client, Instant now) {
    if (forced == ForcedState.DISABLED) {
      return;
    }
    if (outcome.kind() == Outcome.Kind.SUCCESS) {
      succeeded(now);
    } else {
      failed(outcome, client, now);
    }
  }

  private void succeeded(Instant now) {
    if (state == State.CLOSED) {
      counter.succeeded(now);
    } else if (state == State.HALF_OPEN) {
      probesSucceeded++;
      if (probesSucceeded == policy.probes()) {
        close();
      }
    }
  }

  private void failed(Outcome outcome, Optional<String> client, Instant now) {
    if (state == State.CLOSED) {
      Optional<String> counted = outcome.reported() ? Optional.empty() : client;
      if (counter.failed(counted, now) && forced != ForcedState.CLOSED) {
        open(outcome.reason(), now);
      }
    } else if (state == State.HALF_OPEN) {
      failedProbes++;
      open(outcome.reason(), now);
    }
  }

  /** What time alone has changed: calls that are too slow by now, and the end of the period. */
  private void advance(Instant now) {
    for (Call call = tooSlow(now); call != null; call = tooSlow(now)) {
      running.remove(call);
      call.becomeSlow();
      if (call.period() == period) {
        count(Outcome.failure(slow), Optional.of(call.client()), now);
      }
    }
    Instant end = until;
    if (state == State.OPEN && end != null && !now.isBefore(end)) {
      enter(State.HALF_OPEN);
      probesLeft = policy.probes();
      outboundLeft = policy.probes();
      probesSucceeded = 0;
      listener.accept(new Transition(State.HALF_OPEN, "", Optional.empty()));
    }
  }

  /** The oldest call under way, if its answer should have begun by now. */
  private @Nullable Call tooSlow(Instant now) {
    Iterator<Call> oldest = running.iterator();
    Call call = oldest.hasNext() ? oldest.next() : null;
    return call != null && now.isAfter(call.start().plus(policy.slow())) ? call : null;
  }

  private void open(String reason, Instant now) {
    open(reason, now, true);
  }

  private void open(String reason, Instant now, boolean own) {
    enter(State.OPEN);
    Optional<Duration> wait = policy.open().next(failedProbes, random);
    until = wait.map(now::plus).orElse(null);
    listener.accept(new Transition(State.OPEN, reason, wait, own));
  }

  /**
   * Opens a closed circuit because other nodes have opened theirs. One that is half-open finds out
   * itself.
   *
   * @param reason for the log
   */
  synchronized void openWithOthers(String reason, Instant now) {
    advance(now);
    if (state == State.CLOSED && (forced == ForcedState.NONE || forced == ForcedState.OPEN)) {
      open(reason, now, false);
    }
  }

  private void close() {
    enter(State.CLOSED);
    failedProbes = 0;
    counter = policy.threshold().counter();
    listener.accept(new Transition(State.CLOSED, "", Optional.empty()));
  }

  private void enter(State next) {
    state = next;
    until = null;
    period++;
  }

  /** The state at this time, without what an administrator decides. */
  synchronized State state(Instant now) {
    advance(now);
    return state;
  }

  synchronized ForcedState forced() {
    return forced;
  }

  /** Has the circuit do this until it is {@linkplain #release released}. */
  synchronized void force(ForcedState decided) {
    forced = decided;
  }

  /** Ends what an administrator decided, and closes the circuit. */
  synchronized void release() {
    forced = ForcedState.NONE;
    if (state != State.CLOSED) {
      close();
    }
  }
}
