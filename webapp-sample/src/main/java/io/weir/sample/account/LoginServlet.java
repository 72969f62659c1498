package io.weir.sample.account;

import io.weir.sample.JsonServlet;
import io.weir.sample.Problem;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;

/** {@code POST /auth/login}: tokens for a user name and a password. */
@WebServlet("/auth/login")
public class LoginServlet extends JsonServlet {

  @Inject Accounts accounts;
  @Inject Tokens tokens;

  /** Made by the server. */
  public LoginServlet() {
    super("POST");
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Credentials credentials = Credentials.toLogIn(body(request));
    Account account =
        accounts
            .verify(credentials.username(), credentials.password())
            .orElseThrow(() -> Problem.unauthorized("User name or password is not right."));
    write(response, Status.OK, tokens.issue(account.username()).answer().build());
  }
}
