package io.weir.status.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.weir.internal.exchange.Exchange;
import io.weir.internal.http.RequestHead;
import io.weir.internal.problem.Problem;
import io.weir.internal.problem.ProblemFormat;
import io.weir.status.Access;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers the requests of the page.
 *
 * <pre>
 *   GET  /weir            the page; before signing in, the form for the code
 *   GET  /weir/page.css   and page.js
 *   GET  /weir/status     what the page shows, as JSON
 *   POST /weir/enter      the code, for a cookie
 *   POST /weir/explain    what is known of a refusal
 *   POST /weir/look       what is left for a client
 *   POST /weir/act        does what an administrator wants
 * </pre>
 *
 * Posts are JSON and name the token of {@code status}: a page of another site can send neither.
 */
final class PageRequests {

  /** Everything comes from the page itself, and no other page may show it in a frame. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  /** The form of the code, with blanks that were copied along. */
  private static final Pattern CODE = Pattern.compile("code=[+]*([A-Za-z0-9_-]{1,100})[+]*");

  private static final String TOKEN = "X-Weir-Token";
  private static final Set<String> POSTS = Set.of("/explain", "/look", "/act");
  private static final int MOST_BYTES = 10_000;
  private static final JsonFactory JSON = new JsonFactory();

  private final StatusPolicy policy;
  private final SignIn signIn;
  private final RunningStatus status;
  private final String token;

  PageRequests(StatusPolicy policy, SignIn signIn, RunningStatus status) {
    this.policy = policy;
    this.signIn = signIn;
    this.status = status;
    this.token = signIn.random();
  }

  /** Whether the page answers whoever the container would make of the sender. */
  boolean needsNoLogin(HttpServletRequest request) {
    return policy.guard().admitsWithoutLogin(request)
        || (policy.code() && (policy.guard().role().isEmpty() || signIn.isIn(request)));
  }

  void answer(String below, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Exchange.of(request).refuse(); // What Weir answers itself is no attempt to log in.
    secure(response);
    Access access = policy.guard().access(request, policy.code() && signIn.isIn(request));
    String method = RequestHead.method(request);
    if (access == Access.ALLOWED) {
      answer(below, method, request, response);
    } else if (access == Access.UNAUTHENTICATED && policy.code() && below.equals("/enter")) {
      enter(method, request, response);
    } else if (access == Access.UNAUTHENTICATED && policy.code() && isPage(below)) {
      write(401, PageFile.SIGN_IN, request, response);
    } else if (access == Access.UNAUTHENTICATED && policy.code() && below.equals("/page.css")) {
      write(200, PageFile.CSS, request, response);
    } else {
      policy.guard().refuse(access, request, response);
    }
  }

  private static boolean isPage(String below) {
    return below.isEmpty() || below.equals("/");
  }

  private static void secure(HttpServletResponse response) {
    response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("X-Frame-Options", "DENY");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cache-Control", "no-store");
  }

  private void answer(
      String below, String method, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    boolean post = POSTS.contains(below);
    if (!method.equals(post ? "POST" : "GET") && !(method.equals("HEAD") && !post)) {
      response.setHeader("Allow", post ? "POST" : "GET, HEAD");
      problem(405, "Method Not Allowed", "This is not how it is asked for.", request, response);
      return;
    }
    switch (below) {
      case "", "/" -> write(200, PageFile.PAGE, request, response);
      case "/page.css" -> write(200, PageFile.CSS, request, response);
      case "/page.js" -> write(200, PageFile.JS, request, response);
      case "/status" -> json(status.status(token), request, response);
      case "/explain", "/look", "/act" -> post(below, request, response);
      case "/enter" -> redirect(request, response);
      default -> problem(404, "Not Found", "There is nothing here.", request, response);
    }
  }

  private void post(String below, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String type = request.getContentType();
    String sent = request.getHeader(TOKEN);
    if (type == null || !type.startsWith("application/json")) {
      problem(415, "Unsupported Media Type", "Only JSON is read here.", request, response);
      return;
    }
    if (sent == null || !SignIn.isSame(token, sent)) {
      problem(
          403,
          "Forbidden",
          "The header X-Weir-Token must be that of the page; load it anew.",
          request,
          response);
      return;
    }
    Optional<Map<String, String>> body = body(request);
    if (body.isEmpty()) {
      problem(400, "Bad Request", "An object of texts is expected.", request, response);
      return;
    }
    Map<String, String> asked = body.get();
    if (below.equals("/act") && !policy.guard().asksForProof()) {
      // An address proves nothing of a browser that a page of another site has tricked.
      problem(
          403,
          "Forbidden",
          "Actions need a token, a role or a code; an address alone only sees the page.",
          request,
          response);
      return;
    }
    switch (below) {
      case "/explain" -> json(status.explain(asked.getOrDefault("id", "")), request, response);
      case "/look" -> json(status.lookUp(asked.getOrDefault("text", "")), request, response);
      default -> act(asked, request, response);
    }
  }

  private void act(
      Map<String, String> asked, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Principal user = request.getUserPrincipal();
    boolean done =
        status.act(
            asked.getOrDefault("filter", ""),
            asked.getOrDefault("line", ""),
            asked.getOrDefault("action", ""),
            asked.getOrDefault("key", ""),
            user == null ? "" : user.getName());
    if (done) {
      json(
          StatusDocument.said(
              "Done. If the cluster does not answer now, other nodes follow later."),
          request,
          response);
    } else {
      problem(404, "Not Found", "There is no such action.", request, response);
    }
  }

  /** The texts of a small JSON object; empty if the body is something else. */
  private static Optional<Map<String, String>> body(HttpServletRequest request) throws IOException {
    byte[] bytes;
    try (InputStream in = request.getInputStream()) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    }
    Map<String, String> texts = new HashMap<>();
    try (JsonParser json = JSON.createParser(bytes)) {
      if (bytes.length > MOST_BYTES || json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        if (json.nextToken() != JsonToken.VALUE_STRING) {
          return Optional.empty();
        }
        texts.put(name, json.getText());
      }
      return json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null
          ? Optional.of(texts)
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Exchanges the code for a cookie that no script reads and no other site sends. */
  private void enter(String method, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Optional<String> cookie =
        method.equals("POST") ? code(request).flatMap(signIn::enter) : Optional.empty();
    if (cookie.isEmpty()) {
      write(401, PageFile.SIGN_IN, request, response);
      return;
    }
    response.addHeader(
        "Set-Cookie",
        "%s=%s; Path=%s; HttpOnly; SameSite=Strict%s"
            .formatted(
                SignIn.COOKIE, cookie.get(), place(request), request.isSecure() ? "; Secure" : ""));
    redirect(request, response);
  }

  private String place(HttpServletRequest request) {
    return request.getServletContext().getContextPath() + policy.path().orElseThrow();
  }

  private void redirect(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Problem.markAnswered(request);
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader("Location", place(request));
    response.setContentLength(0);
    response.flushBuffer();
  }

  /** Read from the body itself: a parameter of the query would stand in logs. */
  private static Optional<String> code(HttpServletRequest request) throws IOException {
    byte[] bytes;
    try (InputStream in = request.getInputStream()) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    }
    Matcher form = CODE.matcher(new String(bytes, StandardCharsets.US_ASCII));
    return form.matches() ? Optional.of(form.group(1)) : Optional.empty();
  }

  private static void json(String text, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    write(200, "application/json", text.getBytes(StandardCharsets.UTF_8), request, response);
  }

  private void write(
      int code, PageFile file, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    write(code, file.contentType(), file.at(place(request)), request, response);
  }

  private static void write(
      int code,
      String contentType,
      byte[] content,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    Problem.markAnswered(request);
    response.setStatus(code);
    response.setContentType(contentType);
    response.setContentLength(content.length);
    if (!RequestHead.method(request).equals("HEAD")) {
      response.getOutputStream().write(content);
    }
    response.flushBuffer();
  }

  private static void problem(
      int code,
      String title,
      String detail,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    Problem.plain(code, title, detail).write(ProblemFormat.AUTO, request, response);
  }
}
