package io.weir.secrets.refresh;

import io.weir.secrets.source.SecretReadException;
import io.weir.secrets.source.SecretSource;
import java.util.Optional;

/** A source, and whether it can be asked at all; guarded by the shelf's monitor. */
final class SourceState {

  private final String name;
  private final SecretSource source;
  private Optional<SecretReadException> failure = Optional.empty();
  private int failures;
  private long notBefore;

  SourceState(String name, SecretSource source) {
    this.name = name;
    this.source = source;
  }

  String name() {
    return name;
  }

  SecretSource source() {
    return source;
  }

  /** Why it is not asked now, if it is not. */
  Optional<SecretReadException> pause(long now) {
    return failure.filter(why -> now - notBefore < 0);
  }

  long notBefore() {
    return notBefore;
  }

  int failures() {
    return failures;
  }

  /** Somebody waits for it: it is asked at once. */
  void await(long now) {
    notBefore = now;
    failures = 0;
  }

  /** Takes notice; true if it could be asked until now. */
  boolean failed(SecretReadException why, long next) {
    boolean first = failure.isEmpty();
    failure = Optional.of(why);
    failures++;
    notBefore = next;
    return first;
  }

  /** Takes notice; true if it could not be asked until now. */
  boolean succeeded() {
    boolean again = failure.isPresent();
    failure = Optional.empty();
    failures = 0;
    return again;
  }
}
