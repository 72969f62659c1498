package io.weir.secrets.vault;

import io.weir.internal.secret.Secret;
import io.weir.internal.secret.SecretReader;
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
 * Certificates or a private key in PEM (RFC 7468). No message and no cause contains any content of
 * the file.
 *
 * @param content the content when the file was read
 */
record PemFile(Path file, Secret content) {

  private static final Pattern PRIVATE_KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  /**
   * A file of certificates, which anybody may read.
   *
   * @throws IllegalArgumentException if it cannot be read; the message is for the administrator
   */
  static PemFile open(Path file) {
    try {
      if (Files.isRegularFile(file) && Files.size(file) <= SecretFileReader.MOST_BYTES) {
        return new PemFile(file, Secret.of(Files.readAllBytes(file)));
      }
    } catch (IOException e) {
      // The message is the same as for a missing file.
    }
    throw new IllegalArgumentException(
        "\"%s\": no such file of at most 1 MiB, or not readable by this server".formatted(file));
  }

  /**
   * A file of a key, with the same limits as any other secret.
   *
   * @throws IllegalArgumentException if it cannot be read; the message is for the administrator
   */
  static PemFile secret(Path file, SecretReader reader) {
    return new PemFile(file, reader.read("file:" + file));
  }

  /**
   * Its certificates, one or more.
   *
   * @throws IllegalArgumentException if there is none; the message is for the administrator
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
      // The message is the same as for a file without certificates.
    }
    throw new IllegalArgumentException(
        "\"%s\": the file contains no certificate in PEM (-----BEGIN CERTIFICATE-----)"
            .formatted(file));
  }

  /**
   * Its private key: RSA, EC, Ed25519 or Ed448.
   *
   * @throws IllegalArgumentException if there is none; the message is for the administrator
   */
  PrivateKey privateKey() {
    String pem = VaultHttpClient.text(content);
    Matcher found = PRIVATE_KEY.matcher(pem);
    if (!found.find()) {
      // The first line of PKCS#8 contains this word, the second line of older formats.
      throw unfit(
          pem.contains("ENCRYPTED")
              ? "the key is encrypted, and Weir cannot ask for its password"
              : "the file contains no PKCS#8 key in PEM");
    }
    try {
      return privateKey(Base64.getMimeDecoder().decode(found.group(1)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw unfit("the file contains no PKCS#8 key in PEM");
    }
  }

  private IllegalArgumentException unfit(String what) {
    return new IllegalArgumentException(
        "\"%1$s\": %2$s; convert it with openssl pkcs8 -topk8 -nocrypt -in key.pem -out %1$s"
            .formatted(file, what));
  }

  private static PrivateKey privateKey(byte[] encoded) throws GeneralSecurityException {
    PKCS8EncodedKeySpec key = new PKCS8EncodedKeySpec(encoded);
    for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(key);
      } catch (InvalidKeySpecException ofAnotherAlgorithm) {
        // Try the next one.
      }
    }
    throw new InvalidKeySpecException();
  }
}
