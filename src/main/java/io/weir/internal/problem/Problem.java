package io.weir.internal.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.text.StringEscapeUtils;

/**
 * What went wrong, for programs and for people (RFC 9457).
 *
 * @param type a URI, or {@code about:blank} where the status says everything
 * @param title what kind of problem, in the words of its status
 * @param status of the answer, 400 to 599
 * @param detail one sentence for whoever asked; older clients read this member alone
 * @param members further members by name: lists of text
 */
public record Problem(
    String type, String title, int status, String detail, Map<String, List<String>> members) {

  public Problem {
    members = new TreeMap<>(members);
  }

  /** A problem that its status tells. */
  public static Problem plain(int status, String title, String detail) {
    return new Problem("about:blank", title, status, detail, Map.of());
  }

  /** Answers the request with this problem, in the form that its client prefers. */
  public void write(ProblemFormat format, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ProblemFormat.Rendering rendering = format.forClient(request);
    byte[] body = rendering.body().apply(this).getBytes(StandardCharsets.UTF_8);
    // Not sendError: the application's error page would stand where the client expects this
    // document.
    // What a servlet wrote before it handed the request on must not stand before the problem.
    response.resetBuffer();
    response.setStatus(status);
    response.setHeader("Cache-Control", "no-store");
    response.setContentType(rendering.contentType());
    response.setContentLength(body.length);
    send(body, response);
    response.flushBuffer();
  }

  private static void send(byte[] body, HttpServletResponse response) throws IOException {
    try {
      response.getOutputStream().write(body);
    } catch (IllegalStateException writerInUse) {
      // A servlet that asked for the writer and then forwarded to what is refused.
      response.getWriter().write(new String(body, StandardCharsets.UTF_8));
    }
  }

  String document() {
    String more =
        members.entrySet().stream()
            .map(member -> ",%s:[%s]".formatted(quoted(member.getKey()), listed(member.getValue())))
            .collect(Collectors.joining());
    return "{\"type\":%s,\"title\":%s,\"status\":%d,\"detail\":%s%s}"
        .formatted(quoted(type), quoted(title), status, quoted(detail), more);
  }

  String detailAlone() {
    return "{\"detail\":%s}".formatted(quoted(detail));
  }

  String page() {
    String heading = StringEscapeUtils.escapeHtml4("%d %s".formatted(status, title));
    return """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>%1$s</title></head>
        <body><h1>%1$s</h1><p>%2$s</p></body></html>
        """
        .formatted(heading, StringEscapeUtils.escapeHtml4(detail));
  }

  private static String listed(List<String> values) {
    return values.stream().map(Problem::quoted).collect(Collectors.joining(","));
  }

  private static String quoted(String text) {
    // RFC 8259 §7; a slash needs no escape, and escaped it would make URIs hard to read.
    return '"' + StringEscapeUtils.escapeJson(text).replace("\\/", "/") + '"';
  }
}
