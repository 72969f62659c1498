package io.weir.secrets.refresh;

import io.weir.internal.secret.Secret;
import io.weir.internal.secret.SecretReference;
import io.weir.secrets.refresh.RefreshPolicy.OnStartFailure;
import io.weir.secrets.source.SecretReadException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The first reads of one deployment. Together they wait no longer than the startup deadline, which
 * begins with the first of them.
 */
public final class StartupReads {

  /** How often each path is tried. */
  static final int ATTEMPTS = 3;

  private final SecretCache cache;
  private final RefreshPolicy policy;
  private final InstantSource clock;
  private @Nullable Instant deadline;

  StartupReads(SecretCache cache, RefreshPolicy policy, InstantSource clock) {
    this.cache = cache;
    this.policy = policy;
    this.clock = clock;
  }

  /**
   * Reads one secret, which the cache refreshes from now on.
   *
   * @return empty if it cannot be read and the application may start without it
   * @throws SecretReadException if the deployment must stop
   */
  public Optional<Secret> read(SecretReference reference) throws SecretReadException {
    List<SecretReadException> failures = readAll(List.of(reference));
    if (!failures.isEmpty()) {
      throw failures.get(0);
    }
    return cache.current(reference);
  }

  /**
   * Reads all of them; the cache refreshes them from now on.
   *
   * @return why the deployment must stop, for each secret that stops it
   */
  public List<SecretReadException> readAll(Collection<SecretReference> references) {
    cache.await(references, deadline(), ATTEMPTS);
    if (policy.onStartFailure() == OnStartFailure.USE_LAST_KNOWN) {
      cache.useLastKnown(references);
    }
    return references.stream().flatMap(reference -> failure(reference).stream()).toList();
  }

  private synchronized Instant deadline() {
    Instant fixed = deadline;
    if (fixed == null) {
      fixed = clock.instant().plus(policy.deadline());
      deadline = fixed;
    }
    return fixed;
  }

  /** Why a deployment that needs this secret must stop; empty if it need not. */
  public Optional<SecretReadException> failure(SecretReference reference) {
    return policy.onStartFailure() == OnStartFailure.DEGRADE
        ? Optional.empty()
        : cache.startFailure(reference, policy.onStartFailure() == OnStartFailure.USE_LAST_KNOWN);
  }
}
