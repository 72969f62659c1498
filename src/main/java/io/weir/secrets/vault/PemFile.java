package io.weir.secrets.vault;

import io.weir.internal.secret.Secret;
import io.weir.secrets.Reading;
import io.weir.secrets.source.SecretFileReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Certificates or a key in a file of text (RFC 7468), as it was when it was read. What cannot be
 * read is told without a word of it, also in causes.
 */
record PemFile(Path file, Secret content) {

  private static final Pattern PRIVATE_KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  /**
   * A file that anybody may read.
   *
   * @throws IllegalArgumentException with a sentence for the administrator
   */
  static PemFile open(Path file) {
    try {
      if (Files.isRegularFile(file) && Files.size(file) <= SecretFileReader.MOST_BYTES) {
        return new PemFile(file, Secret.of(Files.readAllBytes(file)));
      }
    } catch (IOException e) {
      // As if it were not there.
    }
    throw new IllegalArgumentException(
        "\"%s\": no such file of at most 1 MiB, or not readable by this server".formatted(file));
  }

  /**
   * A file that is read as other secrets are: not if it is too large, no file, or everybody's.
   *
   * @throws IllegalArgumentException with a sentence for the administrator
   */
  static PemFile secret(Path file) {
    return new PemFile(file, Reading.secret("file:" + file));
  }

  /**
   * Its certificates, one or more.
   *
   * @throws IllegalArgumentException with a sentence for the administrator
   */
  List<Certificate> certificates() {
    try {
      List<Certificate> found =
          List.copyOf(
              CertificateFactory.getInstance("X.509")
                  .generateCertificates(new ByteArrayInputStream(content.bytes())));
      if (!found.isEmpty()) {
        return found;
      }
    } catch (CertificateException e) {
      // None, too.
    }
    throw new IllegalArgumentException(
        "\"%s\": no certificate in PEM (-----BEGIN CERTIFICATE-----)".formatted(file));
  }

  /**
   * Its private key: RSA, of an elliptic curve, Ed25519 or Ed448.
   *
   * @throws IllegalArgumentException with a sentence for the administrator
   */
  PrivateKey privateKey() {
    String pem = VaultHttpClient.text(content);
    Matcher found = PRIVATE_KEY.matcher(pem);
    if (!found.find()) {
      // PKCS#8 says so in its first line, older forms in the second one.
      throw unfit(
          pem.contains("ENCRYPTED")
              ? "the key is encrypted, and nobody is asked for its password"
              : "no PKCS#8 key in PEM");
    }
    try {
      return privateKey(Base64.getMimeDecoder().decode(found.group(1)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw unfit("no PKCS#8 key in PEM");
    }
  }

  private IllegalArgumentException unfit(String what) {
    return new IllegalArgumentException(
        "\"%1$s\": %2$s; openssl pkcs8 -topk8 -nocrypt -in key.pem -out %1$s"
            .formatted(file, what));
  }

  private static PrivateKey privateKey(byte[] encoded) throws GeneralSecurityException {
    PKCS8EncodedKeySpec key = new PKCS8EncodedKeySpec(encoded);
    for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(key);
      } catch (InvalidKeySpecException another) {
        // The next one.
      }
    }
    throw new InvalidKeySpecException();
  }
}
