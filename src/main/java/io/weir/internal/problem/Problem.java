package io.weir.internal.problem;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.commons.text.StringEscapeUtils;

/**
 * A problem for programs and for people (RFC 9457).
 *
 * @param type a URI, or {@code about:blank} if the status says everything
 * @param title the reason phrase of the status
 * @param status the status of the response, 400 to 599
 * @param detail one sentence for the client; older clients read only this member
 * @param members extension members by name: lists of text
 * @param id of this refusal, by which an administrator finds the reason; none if nobody is told
 */
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    Map<String, List<String>> members,
    Optional<UUID> id) {

  /** Name of the request attribute that is set when Weir itself has answered. */
  private static final String ATTRIBUTE = "io.weir.problem";

  public Problem {
    members = new TreeMap<>(members);
  }

  /** A problem without an id. */
  public Problem(
      String type, String title, int status, String detail, Map<String, List<String>> members) {
    this(type, title, status, detail, members, Optional.empty());
  }

  /** The same problem with the id of the refusal, if it has one. */
  public Problem of(Optional<UUID> refusal) {
    return new Problem(type, title, status, detail, members, refusal);
  }

  /** A problem of the type {@code about:blank}. */
  public static Problem plain(int status, String title, String detail) {
    return new Problem("about:blank", title, status, detail, Map.of());
  }

  /** Sends this problem as the response, in the format that the client accepts. */
  public void write(ProblemFormat format, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    markAnswered(request);
    ProblemFormat.Rendering rendering = format.forClient(request);
    byte[] body = rendering.body().apply(this).getBytes(StandardCharsets.UTF_8);
    // Not sendError: the client would get the application's error page instead of this document.
    // A servlet may have written to the buffer before it forwarded the request.
    response.resetBuffer();
    response.setStatus(status);
    response.setHeader("Cache-Control", "no-store");
    response.setContentType(rendering.contentType());
    response.setContentLength(body.length);
    send(body, response);
    response.flushBuffer();
  }

  /** Notes that Weir answers a request in place of the application. */
  public static void markAnswered(HttpServletRequest request) {
    request.setAttribute(ATTRIBUTE, true);
  }

  /** Whether Weir itself has answered a request. */
  public static boolean answers(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) != null;
  }

  private static void send(byte[] body, HttpServletResponse response) throws IOException {
    try {
      response.getOutputStream().write(body);
    } catch (IllegalStateException writerInUse) {
      // A servlet called getWriter() and then forwarded the request, which is refused.
      response.getWriter().write(new String(body, StandardCharsets.UTF_8));
    }
  }

  String json() {
    StringBuilder json = new StringBuilder("{\"type\":");
    appendString(json, type);
    appendString(json.append(",\"title\":"), title);
    appendString(json.append(",\"status\":").append(status).append(",\"detail\":"), detail);
    id.ifPresent(uuid -> appendString(json.append(",\"instance\":"), "urn:uuid:" + uuid));
    members.forEach(
        (name, values) -> {
          appendString(json.append(','), name);
          String separator = ":[";
          for (String value : values) {
            appendString(json.append(separator), value);
            separator = ",";
          }
          json.append(values.isEmpty() ? ":[]" : "]");
        });
    return json.append('}').toString();
  }

  String detailJson() {
    StringBuilder json = new StringBuilder("{\"detail\":");
    appendString(json, detail);
    return json.append('}').toString();
  }

  private static void appendString(StringBuilder json, String text) {
    json.append('"');
    JsonStringEncoder.getInstance().quoteAsString(text, json);
    json.append('"');
  }

  String html() {
    String heading = StringEscapeUtils.escapeHtml4("%s %s".formatted(status, title));
    return """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>%1$s</title></head>
        <body><h1>%1$s</h1><p>%2$s</p></body></html>
        """
        .formatted(heading, StringEscapeUtils.escapeHtml4(detail));
  }
}
