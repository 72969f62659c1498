package io.weir.secrets;

import io.weir.internal.secret.Secret;
import io.weir.secrets.source.SecretReadException;
import io.weir.secrets.source.SecretSource;
import io.weir.secrets.source.Snapshot;
import java.time.Duration;
import java.util.Optional;

/** In whose name a thread reads settings: references in these are read from there. */
public final class Reading {

  private static final int LEAST_STRONG = 16;

  private static final ThreadLocal<Secrets> HERE = new ThreadLocal<>();

  private Reading() {}

  /**
   * Reads the secret that a reference names, for a setting: {@code env:NAME}, {@code
   * file:/run/secrets/name} or, of an application that is being deployed, {@code
   * vault:mount/path#key}.
   *
   * @throws IllegalArgumentException with a sentence for the administrator, which never holds a
   *     value
   */
  public static Secret secret(String reference) {
    return here().read(reference);
  }

  /**
   * The same, of a secret that nobody can guess.
   *
   * @throws IllegalArgumentException also if it has less than 16 bytes
   */
  public static Secret strongSecret(String reference) {
    Secret secret = secret(reference);
    if (secret.length() < LEAST_STRONG) {
      throw new IllegalArgumentException(
          "%s holds %d bytes; at least %d, better 32 random ones"
              .formatted(Secret.shown(reference), secret.length(), LEAST_STRONG));
    }
    return secret;
  }

  /** Something to be done that may fail with an exception of its own. */
  interface Task<T, X extends Exception> {
    T run() throws X;
  }

  /** Those of this thread; without an application, of this machine. */
  static Secrets here() {
    Secrets here = HERE.get();
    return here == null ? Secrets.ofThisMachine() : here;
  }

  static <T, X extends Exception> T in(Secrets secrets, Task<T, X> task) throws X {
    Secrets before = HERE.get();
    HERE.set(secrets);
    try {
      return task.run();
    } finally {
      if (before == null) {
        HERE.remove();
      } else {
        HERE.set(before);
      }
    }
  }

  /** A source that reads what opens it in somebody's name, also in the keeper's thread. */
  record Source(Secrets secrets, SecretSource source) implements SecretSource {

    @Override
    public Snapshot read(String path) throws SecretReadException {
      return in(secrets, () -> source.read(path));
    }

    @Override
    public Optional<Duration> renew() {
      return in(secrets, source::renew);
    }

    @Override
    public Optional<StoredSnapshot> lastKnown(String path) {
      return source.lastKnown(path);
    }

    @Override
    public void close() {
      source.close();
    }
  }
}
