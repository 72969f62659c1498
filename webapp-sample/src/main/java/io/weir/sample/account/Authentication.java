package io.weir.sample.account;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds out whose a request is, before any filter: {@code Authorization: Basic} (RFC 7617) or
 * {@code Bearer} (RFC 6750), on every path.
 *
 * <p>The container learns of the user by a request that knows its user, and is not notified of a
 * login. WildFly, as it comes, takes a login only of users whom its own security domain has
 * (integrated-jaspi); a request that a mechanism has replaced it passes on, as Payara does (Jakarta
 * Authentication 3.0 §3.8.3.5).
 */
@ApplicationScoped
public class Authentication implements HttpAuthenticationMechanism {

  @Inject Accounts accounts;
  @Inject Tokens tokens;

  @Override
  public AuthenticationStatus validateRequest(
      HttpServletRequest request, HttpServletResponse response, HttpMessageContext context) {
    String authorization = request.getHeader("Authorization");
    if (authorization == null) {
      return context.doNothing();
    }
    Optional<Account> account = account(authorization);
    if (account.isPresent()) {
      context.setRequest(new UserRequest(request, account.get()));
    } else {
      CredentialsFilter.refuse(request);
    }
    return context.doNothing();
  }

  private Optional<Account> account(String authorization) {
    int blank = authorization.indexOf(' ');
    if (blank < 0) {
      return Optional.empty();
    }
    String credentials = authorization.substring(blank).strip();
    return switch (authorization.substring(0, blank).toLowerCase(Locale.ROOT)) {
      case "basic" -> basic(credentials);
      case "bearer" -> tokens.username(credentials).flatMap(accounts::named);
      default -> Optional.empty();
    };
  }

  private Optional<Account> basic(String credentials) {
    try {
      String text = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      return colon < 0
          ? Optional.empty()
          : accounts.verify(text.substring(0, colon), text.substring(colon + 1));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
