package io.weir.secrets.refresh;

import io.weir.internal.secret.Reference;
import io.weir.internal.secret.Secret;
import io.weir.secrets.source.SecretReadException;
import io.weir.secrets.source.SecretSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is kept for one deployment. The keeper is made by the first who needs it, so that an
 * application without secrets has no thread.
 */
public final class DeploymentCache implements AutoCloseable {

  private final RefreshPolicy policy;
  private final Map<String, SecretSource> sources;
  private final Set<Reference> awaited = ConcurrentHashMap.newKeySet();
  private volatile @Nullable SecretCache keeper;

  /** All that the deployment reads waits no longer than its deadline together. */
  private @Nullable StartupReads firstReads;

  private boolean closed;

  /** Reads nothing yet. */
  public DeploymentCache(RefreshPolicy policy, Map<String, SecretSource> sources) {
    this.policy = policy;
    this.sources = Map.copyOf(sources);
  }

  /** Whether a place is of a source that is configured. */
  public boolean has(Reference reference) {
    return sources.containsKey(reference.source());
  }

  /** Reads them all, and keeps them fresh from now on. */
  public void readAll(Collection<Reference> references) {
    firstReads().readAll(references);
    awaited.addAll(references);
  }

  /**
   * Reads one, and keeps it fresh from now on.
   *
   * @throws IllegalArgumentException if it cannot be read, saying why
   */
  public Secret read(Reference reference) throws SecretReadException {
    return firstReads()
        .read(reference)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    keeper()
                        .failure(reference)
                        .map(SecretReadException::getMessage)
                        .orElse(reference + ": no such key")));
  }

  /** Why the deployment shall stop for want of this; nothing if it need not. */
  public Optional<SecretReadException> failure(Reference reference) {
    return firstReads().failure(reference);
  }

  /** The value of now; does no I/O and waits for nobody. */
  public Optional<Secret> current(Reference reference) {
    return keeper().current(reference);
  }

  /** For whoever asks for its text again and again; waits if nobody has asked for it before. */
  public CachedText lookup(Reference reference) {
    if (!awaited.contains(reference)) {
      keeper().firstReads().readAll(List.of(reference));
      awaited.add(reference);
    }
    return keeper().lookup(reference);
  }

  /** Has the listener called when what is kept there has changed. */
  public void onChange(Reference reference, Runnable listener) {
    keeper().onChange(reference, listener);
  }

  private synchronized StartupReads firstReads() {
    StartupReads begun = firstReads;
    if (begun == null) {
      begun = keeper().firstReads();
      firstReads = begun;
    }
    return begun;
  }

  private SecretCache keeper() {
    SecretCache made = keeper;
    return made == null ? made() : made;
  }

  private synchronized SecretCache made() {
    SecretCache made = keeper;
    if (made == null) {
      made = new SecretCache(sources, policy, System::nanoTime, new Random());
      if (closed) {
        made.close(); // Whoever asks too late gets nothing, and no thread.
      } else {
        made.start();
      }
      keeper = made;
    }
    return made;
  }

  /** Goes on after {@link #rest}. */
  public synchronized void keepFresh() {
    SecretCache made = keeper;
    if (made != null && !closed) {
      made.start();
    }
  }

  /** Ends the thread until all is to be {@linkplain #keepFresh kept fresh}. */
  public synchronized void rest() {
    SecretCache made = keeper;
    if (made != null) {
      made.rest();
    }
  }

  @Override
  public void close() {
    SecretCache last;
    synchronized (this) {
      closed = true;
      last = keeper;
    }
    // Without the lock: whoever reads now may need it.
    if (last != null) {
      last.close();
    }
  }
}
