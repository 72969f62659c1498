package io.weir.sample.account;

import io.weir.sample.Bodies;
import io.weir.sample.JsonServlet;
import io.weir.sample.Problem;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.util.regex.Pattern;

/** {@code POST /auth/refresh}: the next tokens for a refresh token, which is spent by it. */
@WebServlet("/auth/refresh")
public class RefreshServlet extends JsonServlet {

  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{1,128}");

  @Inject Tokens tokens;

  /** Made by the server. */
  public RefreshServlet() {
    super("POST");
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String token =
        Bodies.text(body(request), "refresh_token", TOKEN, "a token that /auth/login answered");
    TokenPair next =
        tokens
            .renew(token)
            .orElseThrow(() -> Problem.unauthorized("This refresh token does not work."));
    write(response, Status.OK, next.answer().build());
  }
}
