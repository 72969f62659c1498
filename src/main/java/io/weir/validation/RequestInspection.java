package io.weir.validation;

import io.weir.internal.body.JsonContents;
import io.weir.internal.body.JsonPlace;
import io.weir.internal.body.RequestContent;
import io.weir.internal.path.RequestPath;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compares one request with the checks for it, and changes the parameters that they change. */
final class RequestInspection {

  private static final String[] NONE = {};

  private final List<RequestCheck> checks;
  private final RequestContent content;
  private final RequestPath path;
  private final PatternSearches searches;
  private final BodyInspection body;
  private final List<Finding> findings = new ArrayList<>();

  /** Fields whose length does not hold: no pattern is searched in them any more. */
  private final Set<Field> tooLong = new HashSet<>();

  private FormView form;
  private Rewrites rewrites = Rewrites.NONE;
  private Optional<JsonContents> json = Optional.empty();

  RequestInspection(
      List<RequestCheck> checks,
      RequestContent content,
      RequestPath path,
      PatternSearches searches) {
    this.checks = checks;
    this.content = content;
    this.path = path;
    this.searches = searches;
    this.body = new BodyInspection(content);
    this.form = FormView.of(null, Optional.empty(), Optional.empty());
  }

  BodyInspection body() {
    return body;
  }

  /** What the request does not hold; everything is looked at as far as one refusal allows. */
  List<Finding> run() throws IOException {
    body.lookForBody(checks);
    checks.forEach(check -> body.head(check).ifPresent(findings::add));
    if (isRefused()) {
      return findings;
    }
    findings.addAll(body.read(undecided()));
    if (isRefused()) {
      return findings;
    }
    if (checks.stream().anyMatch(RequestCheck::readsForm)) {
      readForm();
    }
    readJson();
    for (RequestCheck check : undecided()) {
      find(check, demands(check));
    }
    return findings;
  }

  private boolean isRefused() {
    return findings.stream().anyMatch(finding -> !finding.check().shadow());
  }

  private List<RequestCheck> undecided() {
    return checks.stream()
        .filter(check -> findings.stream().noneMatch(finding -> finding.check().equals(check)))
        .toList();
  }

  private void readForm() {
    form =
        FormView.of(
            content.request().getQueryString(),
            body.isForm() && !body.isConsumed() ? body.body() : Optional.empty(),
            body.isForm() ? body.charset().known() : Optional.empty());
    if (body.isMultipart()) {
      return;
    }
    List<RequestCheck> changing =
        undecided().stream()
            .filter(check -> !check.shadow() && !check.rewrites().isEmpty())
            .toList();
    rewrites = new Rewrites(changing.stream().flatMap(check -> check.rewrites().stream()).toList());
    if (Rewrites.areTooMany(rewrites.stripped().flatMap(this::written).toList())) {
      rewrites = Rewrites.NONE;
      changing.forEach(
          check ->
              find(
                  check,
                  check.rewrites().stream()
                      .filter(rewrite -> rewrite.change() instanceof Rewrite.Strip)
                      .map(Rewrite::demandOfLess)
                      .toList()));
      return;
    }
    List<String> impossible =
        rewrites.names().stream().filter(name -> !isReadable() || !rewrite(name)).toList();
    for (RequestCheck check : changing) {
      List<String> demands =
          check.rewrites().stream()
              .filter(rewrite -> impossible.contains(rewrite.field().name()))
              .map(Rewrite::demand)
              .toList();
      find(check, demands);
    }
  }

  private void find(RequestCheck check, List<String> demands) {
    if (!demands.isEmpty()) {
      findings.add(new Finding(check, Finding.Status.INVALID, demands));
    }
  }

  private boolean isReadable() {
    return form.isReadable() && body.hasReadableParameters();
  }

  /** Changes a parameter; whether that can be done, and leaves nothing to remove. */
  private boolean rewrite(String name) {
    Optional<FormView> changed = form.rewritten(name, value -> rewrites.applied(name, value));
    changed.ifPresent(view -> form = view);
    return changed.isPresent()
        && form.values(name).stream().allMatch(value -> rewrites.isDone(name, value));
  }

  private void readJson() {
    List<RequestCheck> ofJson = checks.stream().filter(RequestCheck::readsJson).toList();
    if (!ofJson.isEmpty() && body.body().isPresent() && !body.isConsumed()) {
      JsonBounds bounds = JsonBounds.of(ofJson);
      json =
          JsonContents.of(
              body.body().get(),
              places(ofJson, field -> field instanceof Field.Json one ? one.place() : null),
              places(ofJson, field -> field instanceof Field.Texts all ? all.place() : null),
              bounds.levels(),
              bounds.values());
    }
  }

  private static Collection<JsonPlace> places(
      List<RequestCheck> checks, Function<Field, @Nullable JsonPlace> place) {
    return checks.stream()
        .flatMap(check -> check.fields().stream())
        .flatMap(check -> Stream.ofNullable(place.apply(check.field())))
        .toList();
  }

  private List<String> demands(RequestCheck check) {
    List<String> demands = new ArrayList<>();
    boolean looksAtForm = check.readsForm() && !body.isMultipart();
    if (looksAtForm && !isReadable()) {
      demands.add("The parameters must be encoded correctly.");
    }
    if (check.readsJson() && body.hasBody() && json.isEmpty()) {
      demands.add("The body must be JSON in UTF-8.");
    }
    boolean ofJson = json.map(JsonContents::isWhole).orElse(!body.hasBody());
    json.filter(contents -> check.readsJson())
        .ifPresent(contents -> demands.addAll(sizes(check, contents)));
    Values values = new Values(content.request(), path, json, this::parameters);
    PatternSearch search = searches.of(check);
    for (FieldCheck one : check.fields()) {
      boolean readable =
          one.field() instanceof Field.Parameter
              ? looksAtForm && isReadable()
              : ofJson || !one.field().isJson();
      boolean skipped = one.condition().isExpensive() && tooLong.contains(one.field());
      if (readable && !skipped && !values.hold(one, check.requests(), search)) {
        demands.add(one.demand(search));
        if (one.condition() instanceof Condition.Length) {
          tooLong.add(one.field());
        }
      }
    }
    return demands;
  }

  private static List<String> sizes(RequestCheck check, JsonContents contents) {
    List<String> demands = new ArrayList<>();
    if (contents.levels() > check.mostLevels()) {
      demands.add("The JSON must have at most %s levels.".formatted(check.mostLevels()));
    }
    if (contents.count() > check.mostValues()) {
      demands.add("The JSON must have at most %s values.".formatted(check.mostValues()));
    }
    return demands;
  }

  private List<String> parameters(String name) {
    return isKnownToServer()
        ? written(name).map(value -> rewrites.applied(name, value)).toList()
        : form.values(name);
  }

  /** Of a form that another filter has read, the server knows the fields. */
  private boolean isKnownToServer() {
    return body.isForm() && body.isConsumed();
  }

  /** The values of a parameter as the client has written them. */
  private Stream<String> written(String name) {
    if (!isKnownToServer()) {
      return form.values(name).stream();
    }
    try {
      return Stream.of(
          Optional.ofNullable(content.request().getParameterValues(name)).orElse(NONE));
    } catch (IllegalStateException | IllegalArgumentException e) {
      return Stream.empty(); // The server throws it again when the application asks.
    }
  }

  /** The request for the application: with a body that was read ahead, and what was changed. */
  HttpServletRequest request() {
    HttpServletRequest request = content.request();
    if (rewrites.isEmpty()) {
      return request;
    }
    Optional<byte[]> changed = form.body();
    changed.ifPresent(content::replace);
    Optional<Integer> length =
        request.getContentLengthLong() < 0
            ? Optional.empty()
            : changed.map(octets -> octets.length);
    return new RewrittenRequest(request, rewrites, form.query(), length);
  }
}
