package io.weir.internal.rules;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A part of a {@link Key}; {@code toString} is how it is written. */
public sealed interface KeyPart permits ApiKeyPart, CallerPart, FieldPart, PathPart, ResolverPart {

  /**
   * The values by which a request is counted. Usually one; several if the request can be read in
   * several ways, and then each is counted; none if the request is exempt. Where the request has no
   * value, the client's address replaces it.
   *
   * @param match a view of the path that matches
   * @throws IOException if the body cannot be read
   */
  List<Value> of(RequestFacts facts, PathMatch match) throws IOException;

  /** Whether a client can choose among any number of values, each with a count of its own. */
  default boolean chosenByClient() {
    return false;
  }

  /** Whether users who do not know each other share a value, so that none may see what is left. */
  default boolean shared() {
    return false;
  }

  /** Whether the value is a name that the client sends, such as the one with which it logs in. */
  default boolean isName() {
    return false;
  }

  /** Whether the value depends on the authenticated user. */
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

  /** The value that an administrator names. */
  default Value named(String text) {
    return value(text);
  }

  default Value value(String text) {
    return new Value(toString(), text);
  }

  /**
   * A value of one part.
   *
   * @param part the part as it is written. It keeps values of different parts apart: a user whose
   *     name looks like an address does not share the count of that address
   */
  record Value(String part, String text) {}
}
