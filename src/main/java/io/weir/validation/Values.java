package io.weir.validation;

import io.weir.internal.body.JsonContents;
import io.weir.internal.body.JsonValue;
import io.weir.internal.http.RequestHead;
import io.weir.internal.path.RequestPath;
import io.weir.internal.rules.RequestPattern;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The values of the fields of one request.
 *
 * @param json what its body has; nothing if it has none
 * @param parameters by their names
 */
record Values(
    HttpServletRequest request,
    RequestPath path,
    Optional<JsonContents> json,
    Function<String, List<String>> parameters) {

  /** Whether the values of a field hold a condition. */
  boolean hold(FieldCheck check, RequestPattern requests, PatternSearch search) {
    Condition condition = check.condition();
    List<Value> values = of(check.field(), requests, !condition.holdsWithout());
    return values.isEmpty()
        ? condition.holdsWithout()
        : values.stream().distinct().allMatch(value -> condition.holds(value, search));
  }

  /**
   * The values of a field; without null, which programs take for no value.
   *
   * @param exact whether members of JSON are left out whose names have another case
   */
  private List<Value> of(Field field, RequestPattern requests, boolean exact) {
    if (field instanceof Field.Header header) {
      return untyped(RequestHead.fieldLines(request, header.name()));
    }
    if (field instanceof Field.Parameter parameter) {
      return untyped(parameters.apply(parameter.name()));
    }
    if (field instanceof Field.PathVariable variable) {
      return untyped(
          path.views().stream()
              .flatMap(view -> requests.variable(variable.name(), view).stream())
              .toList());
    }
    List<JsonValue> values =
        field instanceof Field.Texts texts
            ? json.map(contents -> contents.textsAt(texts.place())).orElse(List.of())
            : field instanceof Field.Json one
                ? json.map(contents -> contents.at(one.place())).orElse(List.of())
                : List.of();
    return values.stream()
        .filter(value -> value.kind() != JsonValue.Kind.NULL && (value.exact() || !exact))
        .map(Value::of)
        .toList();
  }

  private static List<Value> untyped(List<String> texts) {
    return texts.stream().map(Value::untyped).toList();
  }
}
