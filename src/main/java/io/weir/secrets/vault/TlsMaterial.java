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
 * Certificates and the key for TLS with Vault. Another content of the files means another
 * connection.
 *
 * @param authorities trusted authorities; empty means those of the JVM
 * @param certificate the client certificate
 * @param key its private key
 */
record TlsMaterial(
    Optional<PemFile> authorities, Optional<PemFile> certificate, Optional<PemFile> key) {

  /** TLS 1.2 or 1.3; the host name is checked even if a system property turns that off. */
  static SSLParameters parameters() {
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    return parameters;
  }

  /**
   * The context for TLS.
   *
   * @throws IllegalArgumentException if the files cannot be used; the message is for the
   *     administrator
   */
  SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keyManagers(), trustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("this JVM cannot use the certificates or the key");
    }
  }

  private TrustManager @Nullable [] trustManagers() throws GeneralSecurityException, IOException {
    if (authorities.isEmpty()) {
      return null;
    }
    KeyStore store = emptyStore();
    int number = 0;
    for (Certificate authority : authorities.get().certificates()) {
      store.setCertificateEntry("authority-" + number++, authority);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private KeyManager @Nullable [] keyManagers() throws GeneralSecurityException, IOException {
    if (certificate.isEmpty() || key.isEmpty()) {
      return null;
    }
    List<Certificate> chain = certificate.get().certificates();
    PrivateKey privateKey = key.get().privateKey();
    if (!belongTogether(privateKey, chain.get(0))) {
      throw new IllegalArgumentException(
          "\"%s\": this is not the key of the first certificate in \"%s\""
              .formatted(key.get().file(), certificate.get().file()));
    }
    KeyStore store = emptyStore();
    store.setKeyEntry("client", privateKey, new char[0], chain.toArray(Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, new char[0]);
    return factory.getKeyManagers();
  }

  /** Whether the certificate verifies a signature of the key. */
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

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
