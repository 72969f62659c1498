package io.weir.ratelimit;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;

/**
 * A request whose credentials the container checks only if the application asks for it. Each check
 * takes the tokens of the rules that count failures of Basic authentication, and gives them back if
 * the container accepts the credentials.
 */
final class LoginCountingRequest extends HttpServletRequestWrapper {

  private final LoginSettlement logins;
  private final List<RuleRequest> rules;

  LoginCountingRequest(
      HttpServletRequest request, LoginSettlement logins, List<RuleRequest> rules) {
    super(request);
    this.logins = logins;
    this.rules = rules;
  }

  @Override
  public boolean authenticate(HttpServletResponse response) throws IOException, ServletException {
    Decision decision = logins.take(rules);
    if (decision.stops()) {
      logins.refuse(decision, this, response);
      return false;
    }
    boolean accepted = super.authenticate(response);
    if (accepted) {
      logins.giveBack(decision);
    }
    return accepted;
  }

  /** Fails like a login with a wrong password, if there were too many. */
  @Override
  public void login(String name, String password) throws ServletException {
    Decision decision = logins.take(rules);
    if (decision.stops()) {
      throw new ServletException("too many logins have failed");
    }
    super.login(name, password);
    logins.giveBack(decision);
  }
}
