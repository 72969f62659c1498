package io.weir.secrets.vault;

import io.weir.internal.settings.Setting;
import io.weir.internal.settings.Settings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whom to trust, and what to show; files in PEM. There is no switch that trusts everybody.
 *
 * @param authorities certificates of authorities; none means those of the JVM
 * @param certificate our own, with those between it and its authority
 * @param key its private key, PKCS#8 and not encrypted
 */
record VaultTls(Optional<Path> authorities, Optional<Path> certificate, Optional<Path> key) {

  private static final Setting<Optional<Path>> CA_FILE =
      Setting.optional("vault.ca-file", VaultTls::certificateFile);
  private static final Setting<Optional<Path>> CLIENT_CERT =
      Setting.optional("vault.client-cert", VaultTls::certificateFile);
  private static final Setting<Optional<Path>> CLIENT_KEY =
      Setting.optional("vault.client-key", VaultTls::keyFile);

  /** Reads the settings of files. */
  static VaultTls of(Settings settings) {
    VaultTls tls =
        new VaultTls(
            settings.shared(CA_FILE), settings.shared(CLIENT_CERT), settings.shared(CLIENT_KEY));
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
              "weir." + (key.isPresent() ? CLIENT_CERT : CLIENT_KEY).name(),
              "missing; a certificate and its key belong together");
      return;
    }
    try {
      handshake().context();
    } catch (IllegalArgumentException e) {
      settings.mistakes().add("weir." + CLIENT_KEY.name(), String.valueOf(e.getMessage()));
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
      // Not repeated: what is no path may be what should be in the file.
      throw new IllegalArgumentException("no certificate in PEM (-----BEGIN CERTIFICATE-----)");
    }
  }

  private static Path keyFile(String text) {
    if (!text.startsWith("/")) {
      // Not repeated: it may be the key.
      throw new IllegalArgumentException(
          "not the key itself but the absolute path of its file, like /etc/weir/vault-key.pem");
    }
    PemFile file = PemFile.secret(Path.of(text));
    file.privateKey();
    return file.file();
  }

  /**
   * What the files say now.
   *
   * @throws IllegalArgumentException if one cannot be read, in a sentence
   */
  TlsMaterial handshake() {
    return new TlsMaterial(
        authorities.map(PemFile::open), certificate.map(PemFile::open), key.map(PemFile::secret));
  }
}
