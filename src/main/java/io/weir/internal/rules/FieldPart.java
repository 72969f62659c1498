package io.weir.internal.rules;

import io.weir.internal.body.FieldValue;
import io.weir.internal.body.JsonPointerField;
import io.weir.internal.http.HttpToken;
import io.weir.internal.http.RequestHead;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A part whose value the client sends and can choose freely. */
sealed interface FieldPart extends KeyPart {

  @Override
  default boolean chosenByClient() {
    return true;
  }

  /** A header field; several field lines are one value (RFC 9110 §5.3). */
  record Header(String name) implements FieldPart {
    public Header {
      checkName(name);
    }

    static void checkName(String name) {
      if (!HttpToken.isToken(name)) {
        throw new IllegalArgumentException(
            "\"%s\" is not the name of a header field; use letters, digits and \"-\", as in X-Api-Key."
                .formatted(name));
      }
    }

    @Override
    public List<Value> of(RequestFacts facts, PathMatch match) {
      List<String> lines = RequestHead.fieldLines(facts.request(), name);
      return orAddress(
          lines.isEmpty() ? Optional.empty() : Optional.of(String.join(",", lines)), facts);
    }

    @Override
    public String toString() {
      return "header:" + Quoting.quoted(name);
    }
  }

  /**
   * A cookie (RFC 6265 §4.2). A cookie that is sent twice has no value: programs differ on which
   * one they use.
   */
  record Cookie(String name) implements FieldPart {
    public Cookie {
      if (!HttpToken.isToken(name)) {
        throw new IllegalArgumentException(
            "\"%s\" is not the name of a cookie; use letters, digits, \"-\" and \"_\", as in tenant_id."
                .formatted(name));
      }
    }

    @Override
    public List<Value> of(RequestFacts facts, PathMatch match) {
      List<String> values =
          facts.cookies().stream()
              .filter(cookie -> cookie.getName().equals(name))
              .map(jakarta.servlet.http.Cookie::getValue)
              .toList();
      return orAddress(
          values.size() == 1 ? Optional.ofNullable(values.get(0)) : Optional.empty(), facts);
    }

    @Override
    public String toString() {
      return "cookie:" + Quoting.quoted(name);
    }
  }

  /** A field with the name of a user, folded. */
  sealed interface Name extends FieldPart {

    /** The value as the client writes it, however long it is. */
    FieldValue written(RequestFacts facts) throws IOException;

    /** The value as the client writes it; unreadable if it is longer than any name. */
    default FieldValue name(RequestFacts facts) throws IOException {
      FieldValue value = written(facts);
      return value.isRead() && FoldedName.isTooLong(value.text()) ? FieldValue.UNREADABLE : value;
    }

    @Override
    default List<Value> of(RequestFacts facts, PathMatch match) throws IOException {
      FieldValue name = name(facts);
      Optional<String> folded =
          name.value().flatMap(text -> facts.folded(text, match.countsFailures()));
      List<Value> named = orAddress(folded, facts);
      // Some programs read a number as a name of digits, others as no name.
      return match.countsFailures() && !name.isString()
          ? Stream.concat(named.stream(), Stream.of(facts.address())).distinct().toList()
          : named;
    }

    @Override
    default boolean shared() {
      return true;
    }

    @Override
    default Value named(String text) {
      return value(FoldedName.of(text).orElse(text));
    }

    @Override
    default boolean isName() {
      return true;
    }
  }

  /** A parameter of the query or of a form. */
  record Parameter(String name) implements Name {
    public Parameter {
      Quoting.checkName(
          name, "the name of a parameter must follow the colon directly, as in param:username.");
    }

    @Override
    public FieldValue written(RequestFacts facts) throws IOException {
      return facts.content().parameter(name);
    }

    @Override
    public String toString() {
      return "param:" + Quoting.quoted(name);
    }
  }

  /** A value in a JSON body. */
  record Json(JsonPointerField field) implements Name {

    @Override
    public FieldValue written(RequestFacts facts) throws IOException {
      return facts.content().json(field);
    }

    @Override
    public String toString() {
      return "json:" + Quoting.quoted(field.toString());
    }
  }
}
