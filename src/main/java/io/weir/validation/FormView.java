package io.weir.validation;

import io.weir.internal.body.EncodedForm;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request: those of its query, and those of its body if that is a form.
 * Rewriting changes both, and nothing else in them.
 */
final class FormView {

  private final Optional<byte[]> query;
  private final Optional<byte[]> body;
  private final Optional<String> charset;
  private final Optional<EncodedForm> ofQuery;
  private final Optional<EncodedForm> ofBody;

  private FormView(Optional<byte[]> query, Optional<byte[]> body, Optional<String> charset) {
    this.query = query;
    this.body = body;
    this.charset = charset;
    this.ofQuery = query.flatMap(octets -> EncodedForm.of(octets, Optional.empty()));
    this.ofBody = body.flatMap(octets -> EncodedForm.of(octets, charset));
  }

  /**
   * The parameters of a request.
   *
   * @param query null if there is none
   * @param body of a form; nothing if the request has none, or if another filter has read it
   * @param charset that the request declares for a form
   */
  static FormView of(@Nullable String query, Optional<byte[]> body, Optional<String> charset) {
    return new FormView(
        Optional.ofNullable(query).map(text -> text.getBytes(StandardCharsets.ISO_8859_1)),
        body,
        charset);
  }

  /** Whether all programs read the same parameters. */
  boolean isReadable() {
    return ofQuery.isPresent() == query.isPresent() && ofBody.isPresent() == body.isPresent();
  }

  /** The values of a parameter, those of the query first. */
  List<String> values(String name) {
    List<String> values = new ArrayList<>();
    ofQuery.ifPresent(form -> values.addAll(form.values(name)));
    ofBody.ifPresent(form -> values.addAll(form.values(name)));
    return values;
  }

  /** The same with changed values; nothing if one cannot be written exactly. */
  Optional<FormView> rewritten(String name, UnaryOperator<String> change) {
    Optional<byte[]> changedQuery = ofQuery.flatMap(form -> form.rewritten(name, change));
    Optional<byte[]> changedBody = ofBody.flatMap(form -> form.rewritten(name, change));
    return changedQuery.isPresent() == query.isPresent()
            && changedBody.isPresent() == body.isPresent()
        ? Optional.of(new FormView(changedQuery, changedBody, charset))
        : Optional.empty();
  }

  /** The query as a program reads it from the request line. */
  Optional<String> query() {
    return query.map(octets -> new String(octets, StandardCharsets.ISO_8859_1));
  }

  /** The octets of the body. */
  Optional<byte[]> body() {
    return body;
  }
}
