package io.weir.secrets.vault;

import io.weir.internal.secret.SecretReader;
import io.weir.internal.settings.Setting;
import io.weir.internal.settings.Settings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The PEM files for TLS with Vault. No setting turns the check of certificates off.
 *
 * @param authorities certificates of trusted authorities; empty means those of the JVM
 * @param certificate the client certificate, followed by its intermediate certificates
 * @param key its private key, PKCS#8 and not encrypted
 * @param reader reads the file of the key
 */
record VaultTls(
    Optional<Path> authorities,
    Optional<Path> certificate,
    Optional<Path> key,
    SecretReader reader) {

  private static final Setting<Optional<Path>> CA_FILE =
      Setting.optional("vault.ca-file", VaultTls::certificateFile);
  private static final Setting<Optional<Path>> CLIENT_CERT =
      Setting.optional("vault.client-cert", VaultTls::certificateFile);
  private static final String CLIENT_KEY = "vault.client-key";

  /** Reads the settings and adds mistakes to {@code settings}. */
  static VaultTls of(Settings settings, SecretReader reader) {
    VaultTls tls =
        new VaultTls(
            settings.shared(CA_FILE),
            settings.shared(CLIENT_CERT),
            settings.shared(Setting.optional(CLIENT_KEY, text -> keyFile(text, reader))),
            reader);
    if (settings.mistakes().none()) {
      tls.check(settings);
    }
    return tls;
  }

  private void check(Settings settings) {
    if (certificate.isPresent() != key.isPresent()) {
      settings
          .mistakes()
          .add(
              "weir." + (key.isPresent() ? CLIENT_CERT.name() : CLIENT_KEY),
              "missing; a certificate and its key must be set together");
      return;
    }
    try {
      read().context();
    } catch (IllegalArgumentException e) {
      settings.mistakes().add("weir." + CLIENT_KEY, String.valueOf(e.getMessage()));
    }
  }

  private static Path certificateFile(String text) {
    try {
      PemFile file = PemFile.open(Path.of(text));
      file.certificates();
      return file.file();
    } catch (IllegalArgumentException e) {
      if (text.startsWith("/")) {
        throw e;
      }
      // The message does not repeat the text: it may be the content of the file.
      throw new IllegalArgumentException(
          "the file contains no certificate in PEM (-----BEGIN CERTIFICATE-----)");
    }
  }

  private static Path keyFile(String text, SecretReader reader) {
    if (!text.startsWith("/")) {
      // The message does not repeat the text: it may be the key.
      throw new IllegalArgumentException(
          "must be the absolute path of the key's file, not the key itself, like /etc/weir/vault-key.pem");
    }
    PemFile file = PemFile.secret(Path.of(text), reader);
    file.privateKey();
    return file.file();
  }

  /**
   * Reads the files as they are now.
   *
   * @throws IllegalArgumentException if one cannot be read; the message is for the administrator
   */
  TlsMaterial read() {
    return new TlsMaterial(
        authorities.map(PemFile::open),
        certificate.map(PemFile::open),
        key.map(file -> PemFile.secret(file, reader)));
  }
}
