package io.weir.secrets;

import io.weir.internal.settings.Mistakes;
import io.weir.internal.settings.Setting;
import io.weir.internal.settings.Settings;
import io.weir.secrets.lastknown.LastKnownPolicy;
import io.weir.secrets.refresh.RefreshPolicy;
import io.weir.secrets.source.DotEnv;
import io.weir.secrets.source.FilePolicy;
import io.weir.secrets.vault.VaultPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which secrets an application has, and how it gets them: all settings below {@code weir.secrets.}.
 *
 * @param dotEnv a developer's file in place of variables that are not set
 * @param vault where Vault is, if there is one
 * @param lastKnown where what was read from there is kept for the next start
 * @param optional those without which the application may start
 * @param allowInWar whether a secret may be written where a reference belongs
 */
public record SecretsPolicy(
    RefreshPolicy keeper,
    FilePolicy files,
    Optional<Path> dotEnv,
    Optional<VaultPolicy> vault,
    Optional<LastKnownPolicy> lastKnown,
    SecretDefinitions catalogue,
    Set<String> optional,
    ExportPolicy delivery,
    boolean allowInWar) {

  private static final Setting<Optional<Path>> DOTENV =
      Setting.optional("secrets.dotenv", DotEnv::file);
  private static final Setting<List<String>> OPTIONAL = keys("secrets.optional");
  private static final Setting<List<String>> INIT_PARAMS = keys("secrets.init-params");
  private static final Setting<List<String>> SYSTEM_PROPERTIES = keys("secrets.system-properties");
  private static final Setting<List<String>> JNDI = keys("secrets.jndi");
  private static final Setting<Boolean> ALLOW_IN_WAR =
      Setting.yesOrNo("secrets.allow-in-war", false);

  /** Read by the front door, which MicroProfile Config asks before any setting can be. */
  private static final Setting<Integer> ORDINAL = Setting.number("secrets.ordinal", 275, 1, 9_999);

  /**
   * Ways besides MicroProfile Config on which the application gets secrets.
   *
   * @param initParams as init parameters of its context
   * @param systemProperties as properties of the JVM, which every application can read
   * @param jndi below {@code java:global/}, which every application can read
   */
  public record ExportPolicy(
      List<String> initParams, List<String> systemProperties, List<String> jndi) {
    public ExportPolicy {
      initParams = List.copyOf(initParams);
      systemProperties = List.copyOf(systemProperties);
      jndi = List.copyOf(jndi);
    }
  }

  public SecretsPolicy {
    optional = Set.copyOf(optional);
  }

  /** What applies where no application is known: variables and files of this machine. */
  static SecretsPolicy ofThisMachine() {
    return ofMachine(Settings.early("secrets", Map.of()));
  }

  private static SecretsPolicy ofMachine(Settings settings) {
    return new SecretsPolicy(
        RefreshPolicy.of(settings),
        FilePolicy.of(settings),
        settings.sharedOutside(DOTENV),
        Optional.empty(),
        Optional.empty(),
        SecretDefinitions.EMPTY,
        Set.of(),
        new ExportPolicy(List.of(), List.of(), List.of()),
        settings.sharedOutside(ALLOW_IN_WAR));
  }

  /** Reads every setting; mistakes are those of {@code settings}. */
  static SecretsPolicy of(Settings settings) {
    SecretsPolicy machine = ofMachine(settings);
    // What opens Vault is kept on this machine, and so is what stands in for it.
    Secrets here = Secrets.by(machine);
    Optional<VaultPolicy> vault = here.whileReading(() -> VaultPolicy.of(settings));
    Optional<LastKnownPolicy> lastKnown =
        here.whileReading(() -> LastKnownPolicy.of(settings, machine.keeper, vault.isPresent()));
    settings.sharedOutside(ORDINAL);
    List<String> optional = settings.shared(OPTIONAL);
    ExportPolicy delivery =
        new ExportPolicy(
            settings.shared(INIT_PARAMS),
            settings.shared(SYSTEM_PROPERTIES),
            settings.shared(JNDI));
    SecretDefinitions catalogue = SecretDefinitions.of(settings, machine.allowInWar);
    check(catalogue, OPTIONAL, optional, settings.mistakes());
    check(catalogue, INIT_PARAMS, delivery.initParams(), settings.mistakes());
    check(catalogue, SYSTEM_PROPERTIES, delivery.systemProperties(), settings.mistakes());
    check(catalogue, JNDI, delivery.jndi(), settings.mistakes());
    return new SecretsPolicy(
        machine.keeper,
        machine.files,
        machine.dotEnv,
        vault,
        lastKnown,
        catalogue,
        Set.copyOf(optional),
        delivery,
        machine.allowInWar);
  }

  private static void check(
      SecretDefinitions catalogue, Setting<?> list, List<String> names, Mistakes mistakes) {
    catalogue.check("weir." + list.name(), names, mistakes);
  }

  boolean isOptional(String key) {
    return optional.stream()
        .flatMap(name -> catalogue.find(name).stream())
        .anyMatch(entry -> entry.key().equals(key));
  }

  private static Setting<List<String>> keys(String name) {
    return Setting.list(name, "", key -> key);
  }
}
