package io.weir.secrets.vault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * How TLS with Vault begins; another content of the files means another connection.
 *
 * @param authorities whom to trust; none means those of the JVM
 * @param certificate what to show, if anything
 * @param key its private key
 */
record TlsMaterial(
    Optional<PemFile> authorities, Optional<PemFile> certificate, Optional<PemFile> key) {

  /** TLS 1.2 or 1.3; the host's name is checked even where the JVM is told not to. */
  static SSLParameters parameters() {
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    return parameters;
  }

  /**
   * What the files say.
   *
   * @throws IllegalArgumentException if they cannot be used, with a sentence for the administrator
   */
  SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(shown(), trusted(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("this JVM cannot use the certificates or the key");
    }
  }

  private TrustManager @Nullable [] trusted() throws GeneralSecurityException, IOException {
    if (authorities.isEmpty()) {
      return null;
    }
    KeyStore store = empty();
    int number = 0;
    for (Certificate authority : authorities.get().certificates()) {
      store.setCertificateEntry("authority-" + number++, authority);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private KeyManager @Nullable [] shown() throws GeneralSecurityException, IOException {
    if (certificate.isEmpty() || key.isEmpty()) {
      return null;
    }
    List<Certificate> chain = certificate.get().certificates();
    PrivateKey its = key.get().privateKey();
    if (!belongTogether(its, chain.get(0))) {
      throw new IllegalArgumentException(
          "\"%s\": not the key of the first certificate in \"%s\""
              .formatted(key.get().file(), certificate.get().file()));
    }
    KeyStore store = empty();
    store.setKeyEntry("client", its, new char[0], chain.toArray(Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, new char[0]);
    return factory.getKeyManagers();
  }

  /** Whether the certificate vouches for what the key signs. */
  private static boolean belongTogether(PrivateKey key, Certificate certificate) {
    byte[] text = "to be signed".getBytes(StandardCharsets.US_ASCII);
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException ofAnotherAlgorithm) {
      return false;
    }
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
