package io.weir.sample.deployment;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A challenge of Digest authentication (RFC 7616), and the answers to it.
 *
 * @param uri the target of the requests
 */
record Digest(String realm, String nonce, String opaque, String uri) {

  private static final String CLIENT_NONCE = "0a4f113b";

  /** The challenge in a 401. */
  static Digest of(Answer challenge, String uri) {
    String header = challenge.header("WWW-Authenticate");
    return new Digest(value("realm", header), value("nonce", header), value("opaque", header), uri);
  }

  private static String value(String name, String header) {
    Matcher matcher = Pattern.compile("\\b%s=\"([^\"]*)\"".formatted(name)).matcher(header);
    return matcher.find() ? matcher.group(1) : "";
  }

  /** The same with a nonce that the server does not know. */
  Digest withOldNonce() {
    char other = nonce.charAt(0) == 'A' ? 'B' : 'A';
    return new Digest(realm, other + nonce.substring(1), opaque, uri);
  }

  /** The header {@code Authorization} of a GET by this user. */
  String as(String user, String password, int count) {
    String times = "%08x".formatted(count);
    String response =
        md5(
            String.join(
                ":",
                md5(user + ":" + realm + ":" + password),
                nonce,
                times,
                CLIENT_NONCE,
                "auth",
                md5("GET:" + uri)));
    return "Digest username=\"%s\", realm=\"%s\", nonce=\"%s\", uri=\"%s\", response=\"%s\", opaque=\"%s\", qop=auth, nc=%s, cnonce=\"%s\", algorithm=MD5"
        .formatted(user, realm, nonce, uri, response, opaque, times, CLIENT_NONCE);
  }

  private static String md5(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
