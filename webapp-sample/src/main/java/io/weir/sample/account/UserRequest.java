package io.weir.sample.account;

import jakarta.security.enterprise.CallerPrincipal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;

/** A request that knows its user. */
final class UserRequest extends HttpServletRequestWrapper {

  private final Account account;
  private final Principal principal;

  UserRequest(HttpServletRequest request, Account account) {
    super(request);
    this.account = account;
    this.principal = new CallerPrincipal(account.username());
  }

  @Override
  public Principal getUserPrincipal() {
    return principal;
  }

  @Override
  public String getRemoteUser() {
    return account.username();
  }

  @Override
  public boolean isUserInRole(String role) {
    return account.role().equals(role);
  }
}
