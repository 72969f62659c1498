package io.weir.cors;

import io.weir.internal.events.Counters;
import io.weir.internal.events.LogThrottle;
import io.weir.internal.settings.Mode;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the log tells of the filter: its origins, and a line a cause and minute about refusals. */
final class CorsLog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CorsLog.class);

  private final CorsPolicy policy;
  private final Counters refusals;
  private final LogThrottle own;
  private final AtomicBoolean conflict = new AtomicBoolean();

  CorsLog(CorsPolicy policy, InstantSource clock) {
    this.policy = policy;
    this.refusals = new Counters(clock);
    this.own = new LogThrottle(Duration.ofHours(1), clock);
  }

  /** Tells whose pages may read, and what the administrator does in spite of the danger. */
  void tellPolicy() {
    LOG.info(
        "CorsFilter allows {} ({}), {} credentials",
        policy.allowedOrigins(),
        policy.mode(),
        policy.credentials() ? "with" : "without");
    if (policy.insecureOrigins() || policy.publicSuffixes()) {
      LOG.warn(
          "WEIR-023: a setting of CorsFilter that is called dangerous is true; pages that strangers control may read answers");
    }
  }

  /**
   * Counts what was said to a request.
   *
   * @param host where the request came to, as its client wrote it
   */
  void tell(CorsAnswer answer, CorsRequest request, Optional<String> host) {
    refusals.flush();
    answer.refusal().ifPresent(refusal -> count(refusal, answer));
    if (policy.mode() == Mode.ENFORCE
        && answer.verdict() == CorsAnswer.Verdict.REFUSED
        && host.isPresent()
        && request.isOf(host.get())
        && own.claim()) {
      LOG.warn(
          "WEIR-020: requests are refused whose origin is the host that they came to; if their pages are the application's own, name the origin in weir.cors.own-origins");
    }
  }

  private void count(Refusal refusal, CorsAnswer answer) {
    String what =
        answer.passes()
            ? "gave no headers to"
            : policy.mode() == Mode.SHADOW ? "would have refused" : "refused";
    refusals.count("CorsFilter (%s) %s".formatted(refusal.cause(), what));
  }

  /** The application sets what the filter sets. */
  void tellConflict() {
    if (conflict.compareAndSet(false, true)) {
      LOG.warn(
          "WEIR-021: the application sets Access-Control headers itself; those of CorsFilter stand");
    }
  }

  /**
   * An exception of the application that no page of its own shows. That a client went away or sent
   * less than it said is one too, and anybody can send many of these.
   */
  void tellFailure(Exception failure) {
    if (failure instanceof IOException) {
      LOG.debug("a request was not read or answered to its end", failure);
      return;
    }
    LOG.error("WEIR-022: the application failed, and declares no page that shows it", failure);
  }

  @Override
  public void close() {
    refusals.close();
  }
}
