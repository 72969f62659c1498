package io.weir;

import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * Provides an application's secrets as properties of MicroProfile Config, which finds this class as
 * a service. It lists no names, so that a printed configuration contains no secret.
 */
public final class SecretConfigSource implements ConfigSource, AutoCloseable {

  /** Below system properties (400) and the environment (300), above the application's own files. */
  private static final int ORDINAL = 275;

  private static final String ORDINAL_SETTING = "weir.secrets.ordinal";

  /** Created by the service loader. */
  public SecretConfigSource() {}

  /**
   * Asked before anything else. WildFly does so before it loads another class of Weir. The service
   * loader would hide the message of an exception that the constructor throws.
   *
   * @throws IllegalStateException if the jar is of the wrong edition
   */
  @Override
  public int getOrdinal() {
    WrongEdition.check(SecretConfigSource.class.getClassLoader());
    String written = SecretRegistry.outside(ORDINAL_SETTING);
    // Anything else is a mistake, which the deployment reports.
    return written != null && written.strip().matches("[0-9]{1,4}")
        ? Integer.parseInt(written.strip())
        : ORDINAL;
  }

  @Override
  public @Nullable String getValue(String name) {
    // Weir's own settings say where secrets are kept, so they cannot be secrets themselves.
    return name.startsWith("weir.")
        ? null
        : SecretRegistry.find(name).map(SecretConfigSource::escaped).orElse(null);
  }

  private static String escaped(String secret) {
    boolean special = secret.indexOf('$') >= 0 || secret.indexOf('\\') >= 0;
    return special ? escaped(secret, isPayara()) : secret;
  }

  private static boolean isPayara() {
    return ConfigProviderResolver.instance().getClass().getName().startsWith("fish.payara.");
  }

  /**
   * The secret with escapes, so that the server returns it unchanged: servers expand <code>${name}
   * </code> in values. SmallRye Config 3.13 also reads <code>$$</code> as <code>$</code>, and
   * Payara 6 reads <code>\{</code> as <code>{</code>.
   */
  static String escaped(String secret, boolean payara) {
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

  /** Closes what was opened before the application started. Called when the server releases it. */
  @Override
  public void close() {
    SecretRegistry.closePreDeployment();
  }
}
