package io.weir.validation;

import io.weir.internal.body.RequestContent;
import io.weir.internal.http.RequestHead;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks the size and the type of a body. It reads ahead what checks have to look at, and nothing
 * before the head of the request has passed: a client that waits for {@code 100 Continue} is
 * refused without having sent its body.
 */
final class BodyInspection {

  /** What servers read of a form of unknown length. */
  private static final ByteSize MOST_OF_FORM = ByteSize.ofMegabytes(2);

  private static final String JSON = "The body must be JSON in UTF-8.";

  private final RequestContent content;
  private boolean hasBody;
  private final boolean isForm;
  private final long declared;
  private final String essence;
  private Optional<byte[]> body = Optional.empty();
  private boolean unreadable;

  BodyInspection(RequestContent content) {
    HttpServletRequest request = content.request();
    String type = request.getContentType();
    this.content = content;
    this.hasBody = content.hasBody();
    this.isForm = hasBody && content.isForm();
    this.declared = request.getContentLengthLong();
    this.essence = type == null ? "" : MediaTypes.essence(type);
  }

  boolean hasBody() {
    return hasBody;
  }

  /**
   * Looks whether there is a body where the head does not tell: in HTTP/2, a body without a length
   * and without a type looks like no body.
   */
  void lookForBody(List<RequestCheck> checks) throws IOException {
    boolean told =
        declared >= 0
            || content.request().getContentType() != null
            || content.request().getHeader("Transfer-Encoding") != null;
    boolean matters =
        checks.stream().anyMatch(check -> check.readsJson() || !check.body().types().isAny());
    if (hasBody && !told && matters) {
      hasBody = content.start(1).filter(start -> start.length == 0).isEmpty();
    }
  }

  boolean isMultipart() {
    return hasBody && content.isMultipart();
  }

  /** Whether the body is a form without files. */
  boolean isForm() {
    return isForm;
  }

  boolean hasUnknownLength() {
    return hasBody && declared < 0;
  }

  /** What was read ahead: the whole body. */
  Optional<byte[]> body() {
    return body;
  }

  /** Whether a filter before this one has read the body. */
  boolean isConsumed() {
    return unreadable || (body.isPresent() && body.get().length == 0 && declared != 0);
  }

  /** The charset of the body; a server may look at the body to know it. */
  BodyCharset charset() {
    return BodyCharset.of(content.request());
  }

  /** Whether all programs read the same parameters, as far as the charset decides it. */
  boolean hasReadableParameters() {
    return isForm ? charset().isOfForms() : charset().isOfQueries();
  }

  /** What the head of the request shows. */
  Optional<Finding> head(RequestCheck check) {
    if (!hasBody) {
      return Optional.empty();
    }
    Optional<ByteSize> most = check.most(isForm);
    if (most.isPresent() && declared > most.get().bytes()) {
      return Optional.of(Finding.tooLarge(check, most.get()));
    }
    return wrongHead(check).map(demand -> Finding.of(check, Finding.Status.UNSUPPORTED, demand));
  }

  private Optional<String> wrongHead(RequestCheck check) {
    MediaTypes types = check.body().types();
    if (!types.isAny() && !isAllowed(types)) {
      return Optional.of("The content type must be one of " + types.list() + ".");
    }
    boolean looksAtForm = check.readsForm() && (isForm || content.isMultipart());
    if ((check.readsJson() || looksAtForm || !types.isAny()) && content.isCompressed()) {
      return Optional.of("The body must not be compressed.");
    }
    return check.readsJson() && (content.isMultipart() || !charset().isOfJson())
        ? Optional.of(JSON)
        : Optional.empty();
  }

  private boolean isAllowed(MediaTypes types) {
    return RequestHead.fieldLines(content.request(), "Content-Type").size() == 1
        && (types.allow(essence) || isOfFiles(types));
  }

  /** Whether the types are those of files, and the body is a form that may have files. */
  boolean isOfFiles(MediaTypes types) {
    return essence.equals(MediaTypes.MULTIPART) && !types.allow(essence) && types.areOfFiles();
  }

  /** Reads ahead what these checks look at, and compares it with their sizes and types. */
  List<Finding> read(List<RequestCheck> checks) throws IOException {
    List<Finding> findings = new ArrayList<>();
    Optional<ByteSize> most =
        checks.stream().filter(this::readsWhole).map(this::toRead).max(ByteSize::compareTo);
    if (most.isPresent()) {
      readWhole(checks, most.get(), findings);
    }
    for (RequestCheck check : checks) {
      if (hasBody && !content.isMultipart() && !check.body().types().isAny() && !isGenuine()) {
        findings.add(
            Finding.of(
                check, Finding.Status.UNSUPPORTED, "The body must be what its content type says."));
      }
    }
    return findings;
  }

  /**
   * Servers parse forms of unknown length by themselves: the rest of this filter would not see it.
   */
  private boolean readsWhole(RequestCheck check) {
    return hasBody
        && (check.readsJson()
            || (isForm
                && (check.readsForm() || (declared < 0 && check.body().most().isPresent()))));
  }

  private ByteSize toRead(RequestCheck check) {
    ByteSize most = check.most(isForm).orElse(RequestCheck.DEFAULT_MOST);
    boolean whole = check.readsJson() || check.readsForm();
    return whole || most.compareTo(MOST_OF_FORM) < 0 ? most : MOST_OF_FORM;
  }

  private void readWhole(List<RequestCheck> checks, ByteSize most, List<Finding> findings)
      throws IOException {
    body = content.whole(Math.toIntExact(most.bytes()));
    unreadable = body.isEmpty() && declared >= 0;
    for (RequestCheck check : checks) {
      Optional<ByteSize> allowed = check.most(isForm);
      long least = body.isPresent() ? body.get().length : most.bytes() + 1;
      if (!unreadable && allowed.isPresent() && least > allowed.get().bytes()) {
        findings.add(Finding.tooLarge(check, allowed.get()));
      }
    }
  }

  /** Whether the body begins as its type demands. */
  private boolean isGenuine() throws IOException {
    Optional<Signature> signature = Signature.of(essence);
    if (signature.isEmpty()) {
      return true;
    }
    Optional<byte[]> start = body.isPresent() ? body : content.start(Signature.LENGTH);
    return start.isPresent() && signature.get().begins(start.get());
  }
}
