package io.weir.internal.rules;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One thing that a rule counts by; {@code toString} is how it is written. */
public sealed interface KeyPart permits ApiKeyPart, CallerPart, FieldPart, PathPart, ResolverPart {

  /**
   * As what a request counts. Usually one value; several where it can be read in several ways, and
   * then it counts as all of them; none if it is exempt. What it lacks, its address stands for.
   *
   * @param place the path, as the rule reads it
   */
  List<Value> of(RequestFacts facts, PathMatch match) throws IOException;

  /** Whether a client can have as many values as it likes, each with a count of its own. */
  default boolean chosenByClient() {
    return false;
  }

  /** Whether people who do not know each other share a value, and may not learn what is left. */
  default boolean shared() {
    return false;
  }

  /** Whether its value is a name that the client gives, such as that of who logs in. */
  default boolean isName() {
    return false;
  }

  /** Whether it depends on who is logged in. */
  default boolean needsUser() {
    return false;
  }

  /** All of these texts, or the client's address if there is none. */
  default List<Value> orAddress(Stream<String> texts, RequestFacts facts) {
    List<Value> values = texts.distinct().map(this::value).toList();
    return values.isEmpty() ? List.of(facts.address()) : values;
  }

  /** This text, or the client's address if there is none. */
  default List<Value> orAddress(Optional<String> text, RequestFacts facts) {
    return List.of(text.map(this::value).orElseGet(facts::address));
  }

  default Value value(String text) {
    return new Value(toString(), text);
  }

  /**
   * As what a request counts in one respect.
   *
   * @param part which respect; so nobody can be taken for another by calling himself like an
   *     address
   */
  record Value(String part, String text) {}
}
