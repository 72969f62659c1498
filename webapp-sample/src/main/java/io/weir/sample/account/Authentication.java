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
 * <p>The container learns of the user by a request that knows its user, which it hands to all
 * filters and servlets (Jakarta Authentication 3.0, "Wrapping and UnWrapping of Requests and
 * Responses"), and not by a notification of a login. WildFly 39, as it comes, accepts that only of
 * users whom its own security domain has (integrated-jaspi; ELY01177), and Payara 6 gives it roles
 * only by a mapping.
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
