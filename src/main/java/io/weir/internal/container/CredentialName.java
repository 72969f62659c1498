package io.weir.internal.container;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The name in an {@code Authorization} header of Basic or Digest authentication. */
final class CredentialName {

  private static final Pattern BASIC =
      Pattern.compile("\\s*basic\\s+([A-Za-z0-9+/=_-]+)\\s*", Pattern.CASE_INSENSITIVE);
  private static final Pattern DIGEST =
      Pattern.compile(
          "\\s*digest\\s.*\\busername\\s*=\\s*\"([^\"\\\\]*)\".*", Pattern.CASE_INSENSITIVE);

  private CredentialName() {}

  /**
   * Whether the credentials name this user. The principal of a realm may have more than the name:
   * {@code alice@EXAMPLE}, {@code EXAMPLE\\alice}, {@code uid=alice,ou=people}.
   *
   * @param credentials the value of {@code Authorization}
   */
  static boolean isOf(String user, String credentials) {
    Optional<String> name = of(credentials).map(String::strip);
    return name.isPresent()
        && Stream.of(
                user,
                user.replaceFirst("@.*", ""),
                user.replaceFirst(".*\\\\", ""),
                user.replaceFirst("^[A-Za-z]+=([^,]*),.*", "$1"))
            .anyMatch(name.get()::equalsIgnoreCase);
  }

  private static Optional<String> of(String header) {
    Matcher basic = BASIC.matcher(header);
    Matcher digest = DIGEST.matcher(header);
    if (!basic.matches()) {
      return digest.matches() ? Optional.of(digest.group(1)) : Optional.empty();
    }
    try {
      byte[] pair = Base64.getDecoder().decode(basic.group(1));
      String text = new String(pair, StandardCharsets.UTF_8);
      return text.contains(":")
          ? Optional.of(text.substring(0, text.indexOf(':')))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
