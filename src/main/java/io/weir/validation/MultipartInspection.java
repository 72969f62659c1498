package io.weir.validation;

import io.weir.internal.path.RequestPath;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Checks the fields and the files of a form that the server parses, once. */
final class MultipartInspection {

  private static final String[] NONE = {};

  private final List<RequestCheck> checks;
  private final BodyInspection body;
  private final RequestPath path;
  private final PatternSearches searches;
  private final LateRefusal refusal;
  private boolean checked;
  private boolean parsing;
  private boolean stopped;

  MultipartInspection(
      List<RequestCheck> checks,
      BodyInspection body,
      RequestPath path,
      PatternSearches searches,
      LateRefusal refusal) {
    this.checks = checks;
    this.body = body;
    this.path = path;
    this.searches = searches;
    this.refusal = refusal;
  }

  /** Whether it has anything to look at. */
  static boolean isNeeded(List<RequestCheck> checks, BodyInspection body) {
    return body.isMultipart() && checks.stream().anyMatch(check -> looksInside(check, body));
  }

  private static boolean looksInside(RequestCheck check, BodyInspection body) {
    return check.readsForm()
        || body.isOfFiles(check.body().types())
        || (body.hasUnknownLength() && check.body().most().isPresent());
  }

  /** Whether the application may not read the body by itself: nobody would check its fields. */
  synchronized boolean stopsReading() throws IOException {
    if (parsing) {
      return false; // WildFly parses the form from the stream of the outermost request.
    }
    List<Finding> findings =
        checks.stream()
            .filter(check -> check.readsForm() || body.isOfFiles(check.body().types()))
            .map(
                check ->
                    Finding.of(
                        check,
                        Finding.Status.UNSUPPORTED,
                        "The fields of this form cannot be checked."))
            .toList();
    stopped = stopped || (!findings.isEmpty() && refusal.stops(findings));
    return stopped;
  }

  /** Has the server parse the form, and checks it; whether the application must not go on. */
  synchronized boolean stops(HttpServletRequest request) throws IOException {
    if (!checked) {
      checked = true;
      List<Finding> findings = withoutLength();
      if (findings.stream().allMatch(finding -> finding.check().shadow())) {
        findings.addAll(inside(request));
      }
      stopped = !findings.isEmpty() && refusal.stops(findings);
    }
    return stopped;
  }

  /** A server may store such a form on its disk, however long it is. */
  private List<Finding> withoutLength() {
    List<Finding> findings = new ArrayList<>();
    for (RequestCheck check : checks) {
      if (body.hasUnknownLength() && check.body().most().isPresent()) {
        findings.add(
            Finding.of(
                check, Finding.Status.NO_LENGTH, "A form with files needs a Content-Length."));
      }
    }
    return findings;
  }

  private List<Finding> inside(HttpServletRequest request) throws IOException {
    Collection<Part> parts;
    parsing = true;
    try {
      parts = request.getParts();
    } catch (ServletException | IllegalStateException e) {
      // The servlet parses no forms, or the form is broken: the application learns it, too.
      parts = List.of();
    } finally {
      parsing = false;
    }
    List<Finding> findings = new ArrayList<>();
    for (RequestCheck check : checks) {
      if (body.isOfFiles(check.body().types()) && !areAllowed(parts, check.body().types())) {
        findings.add(
            Finding.of(
                check,
                Finding.Status.UNSUPPORTED,
                "Each file must be one of %s.".formatted(check.body().types().list())));
      }
      List<String> demands = demands(check, request, parts);
      if (!demands.isEmpty()) {
        findings.add(new Finding(check, Finding.Status.INVALID, demands));
      }
    }
    return findings;
  }

  private static boolean areAllowed(Collection<Part> parts, MediaTypes types) throws IOException {
    for (Part part : parts) {
      if (mayBeFile(part) && !isAllowed(part, types)) {
        return false;
      }
    }
    return true;
  }

  /** A part without a file name and without a type is a text (RFC 7578 §4.4). */
  private static boolean mayBeFile(Part part) {
    String type = part.getContentType();
    return part.getSubmittedFileName() != null
        || (type != null && !MediaTypes.essence(type).equals("text/plain"));
  }

  private static boolean isAllowed(Part part, MediaTypes types) throws IOException {
    String type = part.getContentType();
    String essence = type == null ? "" : MediaTypes.essence(type);
    Optional<Signature> signature = Signature.of(essence);
    if (!types.allow(essence) || signature.isEmpty()) {
      return types.allow(essence);
    }
    try (InputStream in = part.getInputStream()) {
      return signature.get().begins(in.readNBytes(Signature.LENGTH));
    }
  }

  private List<String> demands(
      RequestCheck check, HttpServletRequest request, Collection<Part> parts) {
    List<String> demands = new ArrayList<>();
    Values values =
        new Values(
            request,
            path,
            Optional.empty(),
            name -> List.of(Optional.ofNullable(request.getParameterValues(name)).orElse(NONE)));
    PatternSearch search = searches.of(check);
    for (FieldCheck one : check.fields()) {
      if (one.field() instanceof Field.Parameter parameter
          && (isFile(parameter.name(), parts) || !values.hold(one, check.requests(), search))) {
        demands.add(one.demand(search));
      }
    }
    if (Rewrites.areTooMany(
        new Rewrites(check.rewrites())
            .stripped()
            .flatMap(name -> values.parameters().apply(name).stream())
            .toList())) {
      check.rewrites().forEach(rewrite -> demands.add(rewrite.demandOfLess()));
      return demands;
    }
    for (Rewrite rewrite : check.rewrites()) {
      String name = rewrite.field().name();
      boolean unchanged =
          values.parameters().apply(name).stream()
              .allMatch(value -> rewrite.change().of(value).equals(value));
      if (!unchanged || isFile(name, parts)) {
        demands.add(rewrite.demand());
      }
    }
    return demands;
  }

  /** Whether a part is a file where a field is expected: its content would not be checked. */
  private static boolean isFile(String name, Collection<Part> parts) {
    return parts.stream()
        .anyMatch(part -> part.getName().equals(name) && part.getSubmittedFileName() != null);
  }
}
