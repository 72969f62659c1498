package io.weir.internal.upstream;

import java.time.Duration;
import java.util.Optional;

/** The circuit of a service, as code that calls the service sees it. */
public interface ServiceCircuit {

  /** What the circuit says to a call. */
  sealed interface Permission permits Call, Refused {}

  /** The call goes on. Exactly one of its methods is called at its end. */
  non-sealed interface Call extends Permission {

    /** The service works. */
    void succeeded();

    /**
     * The service fails.
     *
     * @param reason for the log: {@code status 503}
     */
    void failed(String reason);

    /** The call says nothing about the service. */
    void provedNothing();
  }

  /**
   * The circuit is open.
   *
   * @param remaining the time until it may admit a call; nothing if an administrator has to act
   */
  record Refused(Optional<Duration> remaining) implements Permission {}

  /** A circuit that lets every call through and counts nothing. */
  ServiceCircuit DISABLED = () -> UncountedCall.INSTANCE;

  /** Asks to call the service. */
  Permission ask();
}
