package io.weir.status.page;

import io.weir.internal.exchange.Exchange;
import io.weir.internal.http.RequestHead;
import io.weir.status.Access;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
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
 */
final class PageRequests {

  /** The form of the code, with blanks that were copied along. */
  private static final Pattern CODE = Pattern.compile("code=[+]*([A-Za-z0-9_-]{1,100})[+]*");

  private static final int MOST_BYTES = 1000;

  private final StatusPolicy policy;
  private final SignIn signIn;
  private final StatusView view;
  private final PagePosts posts;
  private final String token;

  PageRequests(StatusPolicy policy, SignIn signIn, StatusView view, PageActions actions) {
    this.policy = policy;
    this.signIn = signIn;
    this.view = view;
    this.token = signIn.random();
    this.posts = new PagePosts(view, actions, policy.guard().asksForProof(), token);
  }

  /** Whether the page answers whoever the container would make of the sender. */
  boolean needsNoLogin(HttpServletRequest request) {
    return policy.guard().admitsWithoutLogin(request)
        || (policy.code() && (policy.guard().role().isEmpty() || signIn.isIn(request)));
  }

  void answer(String below, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Exchange.of(request).refuse(); // What Weir answers itself is no attempt to log in.
    String page = request.getServletContext().getContextPath() + policy.path().orElseThrow();
    PageAnswer answer = new PageAnswer(page, request, response).secure();
    Access access = policy.guard().access(request, policy.code() && signIn.isIn(request));
    if (access == Access.ALLOWED) {
      answer(below, answer);
    } else if (access == Access.UNAUTHENTICATED && policy.code() && below.equals("/enter")) {
      enter(answer);
    } else if (access == Access.UNAUTHENTICATED && policy.code() && isPage(below)) {
      answer.file(401, PageFile.SIGN_IN);
    } else if (access == Access.UNAUTHENTICATED && policy.code() && below.equals("/page.css")) {
      answer.file(200, PageFile.CSS);
    } else {
      policy.guard().refuse(access, request, response);
    }
  }

  private static boolean isPage(String below) {
    return below.isEmpty() || below.equals("/");
  }

  private void answer(String below, PageAnswer answer) throws IOException {
    String method = RequestHead.method(answer.request());
    boolean post = PagePosts.PATHS.contains(below);
    if (!method.equals(post ? "POST" : "GET") && !(method.equals("HEAD") && !post)) {
      answer.response().setHeader("Allow", post ? "POST" : "GET, HEAD");
      answer.problem(405, "Method Not Allowed", "This is not how it is asked for.");
      return;
    }
    switch (below) {
      case "", "/" -> answer.file(200, PageFile.PAGE);
      case "/page.css" -> answer.file(200, PageFile.CSS);
      case "/page.js" -> answer.file(200, PageFile.JS);
      case "/status" -> answer.json(view.status(token));
      case "/explain", "/look", "/act" -> posts.answer(below, answer);
      case "/enter" -> answer.redirect();
      default -> answer.problem(404, "Not Found", "There is nothing here.");
    }
  }

  /** Exchanges the code for a cookie that no script reads and no other site sends. */
  private void enter(PageAnswer answer) throws IOException {
    Optional<String> cookie =
        RequestHead.method(answer.request()).equals("POST")
            ? code(answer.request()).flatMap(signIn::enter)
            : Optional.empty();
    if (cookie.isEmpty()) {
      answer.file(401, PageFile.SIGN_IN);
      return;
    }
    answer
        .response()
        .addHeader(
            "Set-Cookie",
            "%s=%s; Path=%s; HttpOnly; SameSite=Strict%s"
                .formatted(
                    SignIn.COOKIE,
                    cookie.get(),
                    answer.page(),
                    policy.guard().isSecure(answer.request()) ? "; Secure" : ""));
    answer.redirect();
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
}
