package io.weir.secrets.refresh;

import io.weir.secrets.source.SecretReadException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the administrator is told of secrets while the application runs: no value. */
public final class SecretLog {

  private static final Logger LOG = LoggerFactory.getLogger(SecretLog.class);

  private SecretLog() {}

  static void unreadable(SecretReadException why) {
    LOG.warn("WEIR-030: a secret cannot be read: {}", why.getMessage());
  }

  static void readAgain(CachedPath kept) {
    LOG.warn("WEIR-031: secrets can be read again: {}", kept);
  }

  static void tooOld(CachedPath kept) {
    LOG.warn("WEIR-032: a secret is too old and not given any more: {}", kept);
  }

  /** Its message may hold anything: only its class is told; so of the next. */
  static void notTaken(Throwable surprise) {
    LOG.warn(
        "WEIR-033: what works with a secret cannot take its new value: {}",
        surprise.getClass().getName());
  }

  static void surprised(Throwable surprise) {
    LOG.warn(
        "WEIR-038: looking after secrets failed, and goes on: {}", surprise.getClass().getName());
  }

  static void lastKnown(CachedPath kept, Duration age) {
    LOG.warn(
        "WEIR-039: secrets are those that were read {} min ago, for they cannot be read now: {}",
        age.toMinutes(),
        kept);
  }

  /**
   * Of each key that somebody asks for: that it fails now, that it does no longer, or is too old.
   *
   * @param before why keys could not be read until now
   * @param given the keys that had a value
   */
  static void ofKeys(CachedPath kept, Map<String, SecretReadException> before, Set<String> given) {
    Map<String, SecretReadException> failures = kept.failuresOfKeys();
    for (String key : kept.asked()) {
      SecretReadException why = failures.get(key);
      if (why == null && before.containsKey(key)) {
        readAgain(kept);
      }
      if (why != null && !before.containsKey(key)) {
        unreadable(why);
      }
      if (why != null && given.contains(key) && kept.value(key).isEmpty()) {
        tooOld(kept);
      }
    }
  }
}
