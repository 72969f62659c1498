package io.weir.sample.account;

import io.weir.sample.Latest;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;

/**
 * Bearer tokens (RFC 6750) and the refresh tokens that renew them.
 *
 * <pre>
 *   login ── access, refresh
 *                       └─ refresh ── access, refresh
 *                                                └─ …
 * </pre>
 *
 * A refresh token works once. Whoever brings it again has it from a thief or is one: everything
 * that descends from its login ends (RFC 9700 §4.14.2).
 */
@ApplicationScoped
class Tokens {

  /** How long an access token works. */
  static final Duration ACCESS_LIFETIME = Duration.ofMinutes(15);

  /** How long a refresh token works. */
  static final Duration REFRESH_LIFETIME = Duration.ofHours(12);

  private static final int CAPACITY = 20_000;
  private static final int BYTES = 32;

  private final SecureRandom random = new SecureRandom();
  private final Latest<Token> access = new Latest<>(CAPACITY);
  private final Latest<Token> refresh = new Latest<>(CAPACITY);
  private final InstantSource clock;

  Tokens() {
    this(InstantSource.system());
  }

  Tokens(InstantSource clock) {
    this.clock = clock;
  }

  /** The first tokens of a login. */
  TokenPair issue(String username) {
    return issue(new Login(username));
  }

  /** The next tokens, if the refresh token still works. */
  Optional<TokenPair> renew(String refreshToken) {
    return live(refresh, refreshToken).filter(Token::spend).map(token -> issue(token.login));
  }

  /** Whose access token this is, if it still works. */
  Optional<String> username(String accessToken) {
    return live(access, accessToken).map(token -> token.login.username);
  }

  private Optional<Token> live(Latest<Token> tokens, String text) {
    Instant now = clock.instant();
    return tokens.get(text).filter(token -> now.isBefore(token.end) && !token.login.ended);
  }

  private TokenPair issue(Login login) {
    Instant now = clock.instant();
    TokenPair pair = new TokenPair(text(), text());
    access.put(pair.access(), new Token(login, now.plus(ACCESS_LIFETIME)));
    refresh.put(pair.refresh(), new Token(login, now.plus(REFRESH_LIFETIME)));
    return pair;
  }

  private String text() {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static final class Login {
    final String username;
    volatile boolean ended;

    Login(String username) {
      this.username = username;
    }
  }

  private static final class Token {
    final Login login;
    final Instant end;
    private boolean spent;

    Token(Login login, Instant end) {
      this.login = login;
      this.end = end;
    }

    /** Whether this is its first use; the second one ends the login. */
    synchronized boolean spend() {
      if (spent) {
        login.ended = true;
        return false;
      }
      spent = true;
      return true;
    }
  }
}
