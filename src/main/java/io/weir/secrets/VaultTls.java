package io.weir.secrets;

import io.weir.internal.settings.Setting;
import io.weir.internal.settings.Settings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whom to trust, and what to show; files in PEM. There is no switch that trusts everybody.
 *
 * @param authorities certificates of authorities; none means those of the JVM
 * @param certificate our own, with those between it and its authority
 * @param key its private key, PKCS#8 and not encrypted
 */
record VaultTls(Optional<Path> authorities, Optional<Path> certificate, Optional<Path> key) {

  private static final Pattern PRIVATE_KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

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
    if (settings.mistakes().none() && tls.certificate.isPresent() != tls.key.isPresent()) {
      settings
          .mistakes()
          .add(
              "weir." + (tls.key.isPresent() ? CLIENT_CERT : CLIENT_KEY).name(),
              "missing; a certificate and its key belong together");
    }
    return tls;
  }

  private static Path certificateFile(String text) {
    try {
      if (!certificates(pem(text)).isEmpty()) {
        return Path.of(text);
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // Neither is a certificate in it.
    }
    throw new IllegalArgumentException(
        written(text) + "no certificate in PEM (-----BEGIN CERTIFICATE-----)");
  }

  /** What is no path may be what should be in the file: it is not repeated. */
  private static String written(String text) {
    return text.startsWith("/") ? "\"%s\": ".formatted(text) : "";
  }

  private static Path keyFile(String text) {
    if (!text.startsWith("/")) {
      // Not repeated: it may be the key.
      throw new IllegalArgumentException(
          "not the key itself but the absolute path of its file, like /etc/weir/vault-key.pem");
    }
    String pem = key(text);
    try {
      if (!privateKey(pem).getAlgorithm().isEmpty()) {
        return Path.of(text);
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // Neither is a key in it.
    }
    throw new IllegalArgumentException(
        "\"%s\": no PKCS#8 key in PEM; openssl pkcs8 -topk8 -nocrypt -in key.pem -out %s"
            .formatted(text, text));
  }

  /** Read as other secrets are: not if it is too large, no file, or everybody's. */
  private static String key(String file) {
    return VaultWire.text(Secret.read("file:" + file));
  }

  private static String pem(String file) {
    try {
      return read(Optional.of(Path.of(file)));
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("no such file", e);
    }
  }

  /** The files as they are now; another content means another connection. */
  record Files(String authorities, String certificate, Secret key) {}

  /**
   * What is in them.
   *
   * @throws IllegalArgumentException if the key is none that may be read, in a sentence
   */
  Files files() throws IOException {
    return new Files(
        read(authorities),
        read(certificate),
        key.map(file -> Secret.read("file:" + file)).orElseGet(() -> Secret.of(new byte[0])));
  }

  private static String read(Optional<Path> file) throws IOException {
    return file.isPresent()
        ? java.nio.file.Files.readString(file.get(), StandardCharsets.ISO_8859_1)
        : "";
  }

  /** TLS 1.2 or 1.3; the host's name is checked even where the JVM is told not to. */
  static SSLParameters parameters() {
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    return parameters;
  }

  /** What the files say. */
  static SSLContext context(Files files) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(shown(files), trusted(files.authorities()), null);
      return context;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException("certificates or key cannot be used", e);
    }
  }

  private static TrustManager @Nullable [] trusted(String pem)
      throws GeneralSecurityException, IOException {
    if (pem.isEmpty()) {
      return null;
    }
    KeyStore store = empty();
    int number = 0;
    for (Certificate authority : certificates(pem)) {
      store.setCertificateEntry("authority-" + number++, authority);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyManager @Nullable [] shown(Files files)
      throws GeneralSecurityException, IOException {
    if (files.certificate().isEmpty()) {
      return null;
    }
    KeyStore store = empty();
    store.setKeyEntry(
        "client",
        privateKey(new String(files.key().bytes(), StandardCharsets.US_ASCII)),
        new char[0],
        certificates(files.certificate()).toArray(Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, new char[0]);
    return factory.getKeyManagers();
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  /**
   * The certificates of a PEM file.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Collection<? extends Certificate> certificates(String pem)
      throws GeneralSecurityException {
    Collection<? extends Certificate> found =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(
                new ByteArrayInputStream(pem.getBytes(StandardCharsets.ISO_8859_1)));
    if (found.isEmpty()) {
      throw new IllegalArgumentException("no certificate");
    }
    return found;
  }

  /**
   * The private key of a PEM file.
   *
   * @throws IllegalArgumentException if there is none
   */
  static PrivateKey privateKey(String pem) throws GeneralSecurityException {
    Matcher found = PRIVATE_KEY.matcher(pem);
    if (!found.find()) {
      throw new IllegalArgumentException("no PKCS#8 key");
    }
    PKCS8EncodedKeySpec key =
        new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(found.group(1)));
    for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(key);
      } catch (InvalidKeySpecException another) {
        // The next one.
      }
    }
    throw new IllegalArgumentException("a key of no known algorithm");
  }
}
