package io.weir.secrets.vault;

import io.weir.internal.secret.SecretReader;
import io.weir.internal.settings.Setting;
import io.weir.internal.settings.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The address of Vault, the login and how to read secrets.
 *
 * @param address scheme, host and port
 * @param mounts the mounts of secrets whose names have slashes
 */
public record VaultPolicy(
    URI address,
    Optional<String> namespace,
    VaultLogin login,
    VaultTls tls,
    KvEngine.Version version,
    List<String> mounts) {

  private static final Setting<Optional<URI>> ADDRESS =
      Setting.optional("vault.address", VaultPolicy::address);
  private static final Setting<Optional<String>> NAMESPACE =
      Setting.optional("vault.namespace", VaultPolicy::trimmed);
  private static final Setting<KvEngine.Version> VERSION =
      new Setting<>("vault.kv-version", "auto", (text, where, mistakes) -> version(text));
  private static final Setting<List<String>> MOUNTS =
      Setting.list("vault.mount", "", VaultPolicy::trimmed);

  private static final int LAST_PORT = 65_535;

  /** The system property that makes the JDK's HTTP client log requests. */
  private static final String CLIENT_LOG = "jdk.httpclient.HttpClient.log";

  public VaultPolicy {
    mounts = List.copyOf(mounts);
  }

  /** Tells the secrets that this login reads from those of another login or another Vault. */
  public String identity() {
    return String.join(
        "\n",
        address.toString(),
        namespace.orElse(""),
        login.identity(),
        tls.certificate().map(Path::toString).orElse(""));
  }

  /**
   * Reads the settings {@code weir.vault…} and adds mistakes to {@code settings}; empty without an
   * address.
   *
   * @param machine reads credentials
   */
  public static Optional<VaultPolicy> of(Settings settings, SecretReader machine) {
    Optional<URI> address = settings.shared(ADDRESS);
    Optional<String> namespace = settings.shared(NAMESPACE);
    KvEngine.Version version = settings.shared(VERSION);
    List<String> mounts = settings.shared(MOUNTS);
    VaultTls tls = VaultTls.of(settings, machine);
    VaultAuthSettings auth = new VaultAuthSettings(settings, tls, machine);
    if (address.isEmpty()) {
      return Optional.empty();
    }
    checkLog(settings);
    return auth.login()
        .map(login -> new VaultPolicy(address.get(), namespace, login, tls, version, mounts));
  }

  /** Whether an address is written, right or wrong. */
  public static boolean isConfigured(Settings settings) {
    return settings.isSharedGiven(ADDRESS);
  }

  /** The JDK's client logs header fields, and with them tokens. */
  private static void checkLog(Settings settings) {
    String log = System.getProperty(CLIENT_LOG, "");
    if (log.contains("headers") || log.contains("all")) {
      settings
          .mistakes()
          .add(
              "weir.vault.address",
              "this JVM runs with -D%s=%s, which writes Vault's tokens into the log; remove headers and all from it"
                  .formatted(CLIENT_LOG, log));
    }
  }

  private static URI address(String text) {
    URI address;
    try {
      address = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    } catch (URISyntaxException e) {
      throw notAnAddress(text);
    }
    String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    String rest = String.valueOf(address.getRawPath());
    if (address.getHost() == null
        || address.getPort() > LAST_PORT
        || !rest.isEmpty()
        || address.getRawQuery() != null
        || address.getRawUserInfo() != null
        || !scheme.matches("https?")) {
      throw notAnAddress(text);
    }
    if (scheme.equals("http") && !isLoopback(address.getHost())) {
      throw new IllegalArgumentException(
          "\"%s\": a token would cross the network unencrypted; use https, or http to this machine only"
              .formatted(text));
    }
    return address;
  }

  private static IllegalArgumentException notAnAddress(String text) {
    // The text may contain a user and a password.
    String shown = text.contains("@") ? "…" : text;
    return new IllegalArgumentException(
        "\"%s\": must have a scheme, a host and a port, like https://vault.example.com:8200"
            .formatted(shown));
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.equals("[::1]")
        || host.matches("127(\\.[0-9]{1,3}){3}");
  }

  private static KvEngine.Version version(String text) {
    return switch (text) {
      case "auto" -> KvEngine.Version.AUTO;
      case "1" -> KvEngine.Version.V1;
      case "2" -> KvEngine.Version.V2;
      default ->
          throw new IllegalArgumentException("\"%s\": allowed are auto, 1, 2.".formatted(text));
    };
  }

  /** A path without leading and trailing slashes. */
  static String trimmed(String text) {
    String trimmed = text.replaceAll("^/+|/+$", "");
    if (!trimmed.matches("[A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)*")) {
      throw new IllegalArgumentException(
          "\"%s\": only letters, digits, . _ ~ - and slashes between them are allowed, like team/kv"
              .formatted(text));
    }
    return trimmed;
  }
}
