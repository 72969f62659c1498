package io.weir;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A service was not called: its circuit is open, or its limit is used up. */
public final class UpstreamUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String upstream;
  private final @Nullable Duration remaining;

  /**
   * An exception that tells when to come back.
   *
   * @param upstream the name of the service
   * @param message one sentence
   * @param remaining the time after which a call may go on; empty if an administrator has to act
   */
  public UpstreamUnavailableException(
      String upstream, String message, Optional<Duration> remaining) {
    super(message);
    this.upstream = upstream;
    this.remaining = remaining.orElse(null);
  }

  /** The name of the service. */
  public String upstream() {
    return upstream;
  }

  /** The time after which a call may go on; empty if an administrator has to act. */
  public Optional<Duration> remaining() {
    return Optional.ofNullable(remaining);
  }
}
