package io.weir.sample.account;

import io.weir.sample.Problem;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.identitystore.Pbkdf2PasswordHash;
import jakarta.ws.rs.core.Response.Status;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** All accounts. */
@ApplicationScoped
class Accounts {

  private static final int CAPACITY = 10_000;

  /** OWASP Password Storage Cheat Sheet, PBKDF2-HMAC-SHA512. */
  private static final Map<String, String> HASHING =
      Map.of(
          "Pbkdf2PasswordHash.Algorithm", "PBKDF2WithHmacSHA512",
          "Pbkdf2PasswordHash.Iterations", "210000");

  private static final Account ALICE =
      new Account(
          "alice",
          "PBKDF2WithHmacSHA512:210000:z6B89BqXGxP9/qS7n1j1pcAzx7JTomhT6/t1IJ7VtM8="
              + ":NKOP4LWDUHMkumI2oZFAnaWcvSSLOdrwm+UtSgBWP3E=",
          "user");

  private static final Account ADMIN =
      new Account(
          "admin",
          "PBKDF2WithHmacSHA512:210000:IhX/cufDd0W3ZXJcUphWj9PIXFH49Oy6S4OgUyedsRQ="
              + ":rltsbZuT4nhD2H/cpCPlFHm4WIeOzL7MJHoqoidckng=",
          "admin");

  private final Map<String, Account> accounts =
      new ConcurrentHashMap<>(Map.of("alice", ALICE, "admin", ADMIN));

  @Inject Pbkdf2PasswordHash passwords;

  @PostConstruct
  void initialize() {
    passwords.initialize(HASHING);
  }

  /** The account of this name, if the password is its own. */
  Optional<Account> verify(String username, String password) {
    Optional<Account> account = named(username);
    // A name that nobody has takes as long as one that somebody has.
    boolean right = passwords.verify(password.toCharArray(), account.orElse(ALICE).password());
    return account.filter(found -> right);
  }

  /** The account of this name. */
  Optional<Account> named(String username) {
    return Optional.ofNullable(accounts.get(username));
  }

  /**
   * Opens an account.
   *
   * @return whether the name was free
   */
  boolean register(String username, String password) {
    if (accounts.containsKey(username)) {
      return false;
    }
    if (accounts.size() >= CAPACITY) {
      throw new Problem(Status.SERVICE_UNAVAILABLE, CAPACITY + " accounts are open: no more.");
    }
    Account account = new Account(username, passwords.generate(password.toCharArray()), "user");
    return accounts.putIfAbsent(username, account) == null;
  }
}
