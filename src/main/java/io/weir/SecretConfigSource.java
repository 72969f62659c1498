package io.weir;

import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * Gives an application its secrets as properties of MicroProfile Config, which finds this class as
 * a service. It lists none: whoever prints a configuration prints no secret.
 */
public final class SecretConfigSource implements ConfigSource, AutoCloseable {

  /** Below system properties (400) and the environment (300), above what the application brings. */
  private static final int ORDINAL = 275;

  private static final String ORDINAL_SETTING = "weir.secrets.ordinal";

  /** Made by the service loader. Reads nothing. */
  public SecretConfigSource() {}

  @Override
  public int getOrdinal() {
    String written = SecretRegistry.outside(ORDINAL_SETTING);
    // What is no number is told when the application is deployed.
    return written != null && written.strip().matches("[0-9]{1,4}")
        ? Integer.parseInt(written.strip())
        : ORDINAL;
  }

  @Override
  public @Nullable String getValue(String name) {
    // Weir's own settings say where secrets are kept: none of them can be kept there.
    return name.startsWith("weir.")
        ? null
        : SecretRegistry.find(name).map(SecretConfigSource::unexpanded).orElse(null);
  }

  private static String unexpanded(String secret) {
    boolean special = secret.indexOf('$') >= 0 || secret.indexOf('\\') >= 0;
    return special ? unexpanded(secret, isPayara()) : secret;
  }

  private static boolean isPayara() {
    return ConfigProviderResolver.instance().getClass().getName().startsWith("fish.payara.");
  }

  /**
   * As the server gives it back: in a value it expands <code>${name}</code>, and a secret is no
   * expression. Measured: SmallRye Config 3.13 also takes <code>$$</code> for <code>$</code>, and
   * Payara 6 also takes <code>\{</code> for <code>{</code>.
   */
  static String unexpanded(String secret, boolean payara) {
    return payara ? secret.replaceAll("[${}]", "\\\\$0") : secret.replace("$", "\\$");
  }

  @Override
  public Set<String> getPropertyNames() {
    return Set.of();
  }

  @Override
  public Map<String, String> getProperties() {
    return Map.of();
  }

  @Override
  public String getName() {
    return "Weir";
  }

  /** The configuration is released: whatever was opened before the application started ends. */
  @Override
  public void close() {
    SecretRegistry.closeEarly();
  }
}
