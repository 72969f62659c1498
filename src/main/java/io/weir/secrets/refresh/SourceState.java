package io.weir.secrets.refresh;

import io.weir.secrets.source.SecretReadException;
import io.weir.secrets.source.SecretSource;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A source and whether it works. Guarded by the lock of the cache. */
final class SourceState {

  private final String name;
  private final SecretSource source;
  private @Nullable SecretReadException failure;
  private int failures;
  private Instant notBefore;

  SourceState(String name, SecretSource source, Instant now) {
    this.name = name;
    this.source = source;
    this.notBefore = now;
  }

  String name() {
    return name;
  }

  SecretSource source() {
    return source;
  }

  /** The failure because of which the source is not asked now, if there is one. */
  Optional<SecretReadException> pause(Instant now) {
    return Optional.ofNullable(failure).filter(why -> now.isBefore(notBefore));
  }

  /** When the source is asked again. */
  Instant notBefore() {
    return notBefore;
  }

  /** How often in a row it failed. */
  int failures() {
    return failures;
  }

  /** Somebody waits for the source, so it is asked at once. */
  void await(Instant now) {
    notBefore = now;
    failures = 0;
  }

  /** Records a failure; true if the source worked until now. */
  boolean failed(SecretReadException why, Instant next) {
    boolean isFirst = failure == null;
    failure = why;
    failures++;
    notBefore = next;
    return isFirst;
  }

  /** Records a success; true if the source did not work until now. */
  boolean succeeded() {
    boolean hadFailed = failure != null;
    failure = null;
    failures = 0;
    return hadFailed;
  }
}
