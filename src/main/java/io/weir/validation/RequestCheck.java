package io.weir.validation;

import io.weir.internal.rules.RequestPattern;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What requests must hold: a line of the setting {@code checks}; {@code toString} is the line in
 * full.
 *
 * @param name for counters and the log
 * @param shadow whether it is only counted what does not hold
 */
record RequestCheck(
    String name,
    RequestPattern requests,
    BodyCheck body,
    List<FieldCheck> fields,
    List<Rewrite> rewrites,
    boolean shadow) {

  /** The size of a body that is read ahead where none is written. */
  static final ByteSize DEFAULT_MOST = ByteSize.ofMegabytes(1);

  /** Bodies that are read ahead are in memory. */
  static final ByteSize MOST_READ = ByteSize.ofMegabytes(16);

  /** JSON may have so many values where none are written: each takes memory when it is read. */
  private static final int DEFAULT_VALUES = 100_000;

  /** Parsers read no more. */
  private static final int MOST_LEVELS = 1000;

  RequestCheck {
    fields = List.copyOf(fields);
    rewrites = List.copyOf(rewrites);
  }

  RequestCheck inShadow() {
    return new RequestCheck(name, requests, body, fields, rewrites, true);
  }

  /** Whether it looks at JSON: the body is read ahead then. */
  boolean readsJson() {
    return body.isOfJson() || fields.stream().anyMatch(check -> check.field().isJson());
  }

  /** Whether it looks at parameters: a form is read ahead then. */
  boolean readsForm() {
    return !rewrites.isEmpty()
        || fields.stream().anyMatch(check -> check.field() instanceof Field.Parameter);
  }

  /**
   * The size that a body may have.
   *
   * @param isForm whether the body is a form
   */
  Optional<ByteSize> most(boolean isForm) {
    return body.most()
        .or(
            () ->
                readsJson() || (isForm && readsForm())
                    ? Optional.of(DEFAULT_MOST)
                    : Optional.empty());
  }

  /** How many values JSON may have. */
  int mostValues() {
    return body.values().orElse(DEFAULT_VALUES);
  }

  /** How deep JSON may be nested. */
  int mostLevels() {
    return body.levels().orElse(MOST_LEVELS);
  }

  @Override
  public String toString() {
    return "%s: %s %s"
        .formatted(
            name,
            requests,
            Stream.of(
                    body.written().stream(),
                    fields.stream().map(FieldCheck::toString),
                    rewrites.stream().map(Rewrite::toString),
                    shadow ? Stream.of("shadow") : Stream.<String>empty())
                .flatMap(part -> part)
                .collect(Collectors.joining("; ")));
  }
}
