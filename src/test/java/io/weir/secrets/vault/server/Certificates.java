package io.weir.secrets.vault.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An authority and what it signed, made for one run by the JDK's keytool. */
public final class Certificates {

  private static final char[] PASSWORD = "only-for-this-run".toCharArray();

  private final Path directory;
  private final Path file;
  private final KeyStore store;

  /**
   * An authority {@code ca}, and signed by it {@code server}, {@code elsewhere}, {@code client}.
   */
  public Certificates(Path directory) throws Exception {
    this.directory = directory;
    file = directory.resolve("all.p12");
    make("ca", "-ext", "bc:c");
    make("server", "-signer", "ca", "-ext", "san=ip:127.0.0.1,dns:localhost");
    make("elsewhere", "-signer", "ca", "-ext", "san=dns:vault.example.com");
    make("client", "-signer", "ca");
    make("stranger", "-ext", "bc:c");
    store = KeyStore.getInstance("PKCS12");
    load();
  }

  private void load() throws IOException, GeneralSecurityException {
    try (InputStream all = Files.newInputStream(file)) {
      store.load(all, PASSWORD);
    }
  }

  /** One more that the authority signs, with these options of keytool. */
  public void add(String name, String... options) throws Exception {
    make(
        name, Stream.concat(Stream.of("-signer", "ca"), Stream.of(options)).toArray(String[]::new));
    load();
  }

  private void make(String name, String... more) throws IOException, InterruptedException {
    List<String> command =
        Stream.of(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    name,
                    "-dname",
                    "CN=" + name,
                    "-validity",
                    "2",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    file.toString(),
                    "-storepass",
                    new String(PASSWORD)),
                List.of(more).contains("-keyalg")
                    ? Stream.<String>empty()
                    : Stream.of("-keyalg", "EC", "-groupname", "secp256r1"),
                Stream.of(more))
            .flatMap(Function.identity())
            .toList();
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException(said);
    }
  }

  /** A file of the certificate. */
  public Path certificate(String name) throws IOException, GeneralSecurityException {
    return pem(name + ".crt", "CERTIFICATE", store.getCertificate(name).getEncoded());
  }

  /** A file of the private key. */
  public Path key(String name) throws IOException, GeneralSecurityException {
    Key key = store.getKey(name, PASSWORD);
    return pem(name + ".key", "PRIVATE KEY", key.getEncoded());
  }

  private Path pem(String name, String what, byte[] content) throws IOException {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return Files.writeString(
        directory.resolve(name),
        "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, base64, what));
  }

  /** What a server of this name shows; it trusts clients of the authority. */
  public SSLContext server(String name) throws GeneralSecurityException, IOException {
    KeyStore own = empty();
    own.setKeyEntry(name, store.getKey(name, PASSWORD), PASSWORD, store.getCertificateChain(name));
    KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
    keys.init(own, PASSWORD);
    KeyStore trusted = empty();
    Certificate authority = store.getCertificate("ca");
    trusted.setCertificateEntry("ca", authority);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
