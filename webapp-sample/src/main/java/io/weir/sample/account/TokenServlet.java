package io.weir.sample.account;

import io.weir.sample.JsonServlet;
import io.weir.sample.Problem;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;

/** {@code POST /token}: an access token for a form. */
@WebServlet("/token")
public class TokenServlet extends JsonServlet {

  @Inject Accounts accounts;
  @Inject Tokens tokens;

  /** Made by the server. */
  public TokenServlet() {
    super("POST");
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String username = request.getParameter("username");
    String password = request.getParameter("password");
    if (username == null || password == null) {
      throw Problem.badRequest("Send a form with \"username\" and \"password\".");
    }
    Account account =
        accounts
            .verify(username, password)
            .orElseThrow(() -> Problem.unauthorized("User name or password is not right."));
    write(response, Status.OK, tokens.issue(account.username()).accessAnswer().build());
  }
}
