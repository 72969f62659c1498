package io.weir.status.page;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lets an administrator in who knows a code that only the log shows. A code is good once, and for
 * 15 minutes. It is exchanged for a cookie, which is good for eight hours on this node.
 */
final class SignIn {

  static final String COOKIE = "weir-status";

  static final Duration CODE_LASTS = Duration.ofMinutes(15);

  private static final Duration COOKIE_LASTS = Duration.ofHours(8);

  /** 128 bits. */
  private static final int BYTES = 16;

  /** More administrators are not signed in at once; the oldest is signed out. */
  private static final int MOST = 20;

  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Instant> cookies = new HashMap<>();
  private @Nullable String code;
  private Instant codeEnds = Instant.MIN;

  SignIn(InstantSource clock) {
    this.clock = clock;
  }

  /** A text of 128 random bits, for codes, cookies and tokens. */
  String random() {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** A new code, in place of the one before. */
  synchronized String newCode() {
    String fresh = random();
    code = fresh;
    codeEnds = clock.instant().plus(CODE_LASTS);
    return fresh;
  }

  /** The value of a cookie, if the code is right; the code is used up then. */
  synchronized Optional<String> enter(String given) {
    Instant now = clock.instant();
    String expected = code;
    if (expected == null || !now.isBefore(codeEnds)) {
      return Optional.empty();
    }
    if (!isSame(expected, given)) {
      return Optional.empty(); // The code stays: else anybody could take it from who has it.
    }
    code = null;
    cookies.values().removeIf(ends -> !now.isBefore(ends));
    if (cookies.size() >= MOST) {
      cookies.entrySet().stream()
          .min(Map.Entry.comparingByValue())
          .map(Map.Entry::getKey)
          .ifPresent(cookies::remove);
    }
    String cookie = random();
    cookies.put(hash(cookie), now.plus(COOKIE_LASTS));
    return Optional.of(cookie);
  }

  /** Whether the request has the cookie of an administrator who is signed in. */
  boolean isIn(HttpServletRequest request) {
    var sent = request.getCookies();
    return sent != null
        && Stream.of(sent)
            .filter(cookie -> cookie.getName().equals(COOKIE))
            .anyMatch(cookie -> isGood(cookie.getValue()));
  }

  private synchronized boolean isGood(String cookie) {
    Instant ends = cookies.get(hash(cookie));
    return ends != null && clock.instant().isBefore(ends);
  }

  /** A look-up by the hash tells nothing of the cookie by its time. */
  private static String hash(String cookie) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(cookie.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Compares in a time that tells nothing. */
  static boolean isSame(String expected, String given) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }
}
