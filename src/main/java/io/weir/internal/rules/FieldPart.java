package io.weir.internal.rules;

import io.weir.internal.body.JsonPointerField;
import io.weir.internal.body.JsonValue;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A field that the client sends, with whatever value it likes. */
public sealed interface FieldPart extends KeyPart {

  /** RFC 9110 §5.6.2, token. */
  Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  @Override
  default boolean chosenByClient() {
    return true;
  }

  /** A request header field; several lines of it are one value. */
  record Header(String name) implements FieldPart {
    public Header {
      checkName(name);
    }

    static void checkName(String name) {
      if (!TOKEN.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "\"%s\" cannot be the name of a header field; letters, digits and - are, as in X-Api-Key."
                .formatted(name));
      }
    }

    @Override
    public List<Value> of(RequestFacts facts, PathMatch match) {
      List<String> lines = Collections.list(facts.request().getHeaders(name));
      return orAddress(
          lines.isEmpty() ? Optional.empty() : Optional.of(String.join(",", lines)), facts);
    }

    @Override
    public String toString() {
      return "header:" + Quoting.quoted(name);
    }
  }

  /** A cookie (RFC 6265 §4.2); lacking if it is sent twice, for programs differ on which counts. */
  record Cookie(String name) implements FieldPart {
    public Cookie {
      if (!TOKEN.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "\"%s\" cannot be the name of a cookie; letters, digits, - and _ are, as in tenant_id."
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
      return orAddress(values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty(), facts);
    }

    @Override
    public String toString() {
      return "cookie:" + Quoting.quoted(name);
    }
  }

  /** A parameter of the query or of a form. */
  record Parameter(String name) implements FieldPart {
    public Parameter {
      Quoting.checkName(
          name, "the name of a parameter belongs directly after the colon, as in param:username.");
    }

    @Override
    public List<Value> of(RequestFacts facts, PathMatch match) throws IOException {
      return orAddress(facts.content().parameter(name).flatMap(UserName::of), facts);
    }

    @Override
    public boolean shared() {
      return true;
    }

    @Override
    public boolean isName() {
      return true;
    }

    @Override
    public String toString() {
      return "param:" + Quoting.quoted(name);
    }
  }

  /** A value in a JSON body. */
  record Json(JsonPointerField field) implements FieldPart {

    @Override
    public List<Value> of(RequestFacts facts, PathMatch match) throws IOException {
      Optional<JsonValue> found = facts.content().json(field);
      List<Value> named = orAddress(found.map(JsonValue::text).flatMap(UserName::of), facts);
      // A name that is a number is none to some programs, and to others its digits.
      return match.rule().countsFailures() && found.isPresent() && !found.get().isText()
          ? Stream.concat(named.stream(), Stream.of(facts.address())).distinct().toList()
          : named;
    }

    @Override
    public boolean shared() {
      return true;
    }

    @Override
    public boolean isName() {
      return true;
    }

    @Override
    public String toString() {
      return "json:" + Quoting.quoted(field.toString());
    }
  }
}
