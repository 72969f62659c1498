package io.weir.secrets.refresh;

import io.weir.secrets.source.SecretReadException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what happens to secrets while the application runs; never a value. */
public final class SecretLog {

  private static final Logger LOG = LoggerFactory.getLogger(SecretLog.class);

  private SecretLog() {}

  static void unreadable(SecretReadException why) {
    LOG.warn("WEIR-030: a secret cannot be read: {}", why.getMessage());
  }

  static void readAgain(CachedPath path) {
    LOG.warn("WEIR-031: secrets can be read again: {}", path);
  }

  static void tooOld(CachedPath path) {
    LOG.warn("WEIR-032: a secret is too old and is no longer used: {}", path);
  }

  /** The message of an error may contain anything, so only its class is logged. */
  static void listenerFailed(Throwable error) {
    LOG.warn("WEIR-033: the new value of a secret cannot be used: {}", error.getClass().getName());
  }

  /** The message of an error may contain anything, so only its class is logged. */
  static void refreshFailed(Throwable error) {
    LOG.warn(
        "WEIR-038: refreshing secrets failed and will be tried again: {}",
        error.getClass().getName());
  }

  static void lastKnown(CachedPath path, Duration age) {
    LOG.warn(
        "WEIR-039: using secrets that were read {} min ago, because they cannot be read now: {}",
        age.toMinutes(),
        path);
  }

  /**
   * Logs for each requested key if it fails now, if it can be read again, or if it is too old.
   *
   * @param failuresBefore the failures of keys before the last read
   * @param keysBefore the keys that had a value before
   */
  static void keys(
      CachedPath path, Map<String, SecretReadException> failuresBefore, Set<String> keysBefore) {
    Map<String, SecretReadException> failures = path.failuresOfKeys();
    for (String key : path.requestedKeys()) {
      SecretReadException why = failures.get(key);
      if (why == null && failuresBefore.containsKey(key)) {
        readAgain(path);
      }
      if (why != null && !failuresBefore.containsKey(key)) {
        unreadable(why);
      }
      if (why != null && keysBefore.contains(key) && path.value(key).isEmpty()) {
        tooOld(path);
      }
    }
  }
}
