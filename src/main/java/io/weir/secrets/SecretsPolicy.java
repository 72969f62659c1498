package io.weir.secrets;

import io.weir.internal.secret.SecretReference;
import io.weir.internal.settings.Setting;
import io.weir.internal.settings.Settings;
import io.weir.secrets.export.ExportPolicy;
import io.weir.secrets.lastknown.LastKnownPolicy;
import io.weir.secrets.refresh.RefreshPolicy;
import io.weir.secrets.source.DotEnv;
import io.weir.secrets.source.FilePolicy;
import io.weir.secrets.source.MachineSecrets;
import io.weir.secrets.vault.VaultPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which secrets an application has and where they come from: all settings below {@code
 * weir.secrets.} and {@code weir.vault.}, checked.
 *
 * @param machine reads environment variables and files
 * @param dotEnv a developer's file that replaces variables that are not set
 * @param isVaultMistaken whether an address of Vault is set, but its settings have a mistake
 * @param lastKnown where values from Vault are stored for the next start
 * @param optional the names without whose values the application may start
 */
record SecretsPolicy(
    RefreshPolicy refresh,
    MachineSecrets machine,
    Optional<Path> dotEnv,
    Optional<VaultPolicy> vault,
    boolean isVaultMistaken,
    Optional<LastKnownPolicy> lastKnown,
    SecretDefinitions definitions,
    Set<String> optional,
    ExportPolicy exports) {

  private static final Setting<Optional<Path>> DOTENV =
      Setting.optional("secrets.dotenv", DotEnv::file);
  private static final Setting<List<String>> OPTIONAL = keys("secrets.optional");
  private static final Setting<List<String>> INIT_PARAMS = keys("secrets.init-params");
  private static final Setting<List<String>> SYSTEM_PROPERTIES = keys("secrets.system-properties");
  private static final Setting<List<String>> JNDI = keys("secrets.jndi");
  private static final Setting<Boolean> ALLOW_IN_WAR =
      Setting.yesOrNo("secrets.allow-in-war", false);

  /**
   * The front door uses this setting: MicroProfile Config asks for it before settings can be read.
   */
  private static final Setting<Integer> ORDINAL = Setting.number("secrets.ordinal", 275, 1, 9_999);

  SecretsPolicy {
    optional = Set.copyOf(optional);
  }

  /** The policy where no application is known: environment variables and files only. */
  static SecretsPolicy ofThisMachine() {
    return ofMachine(Settings.early("secrets", Map.of()));
  }

  private static SecretsPolicy ofMachine(Settings settings) {
    Optional<Path> dotEnv = settings.sharedOutside(DOTENV);
    return new SecretsPolicy(
        RefreshPolicy.of(settings),
        new MachineSecrets(FilePolicy.of(settings), dotEnv, settings.sharedOutside(ALLOW_IN_WAR)),
        dotEnv,
        Optional.empty(),
        false,
        Optional.empty(),
        SecretDefinitions.EMPTY,
        Set.of(),
        ExportPolicy.NONE);
  }

  /** Reads every setting and adds mistakes to {@code settings}. */
  static SecretsPolicy of(Settings settings) {
    SecretsPolicy policy = ofMachine(settings);
    // Credentials for Vault and the key of last known values must not come from Vault.
    Optional<VaultPolicy> vault = VaultPolicy.of(settings, policy.machine);
    Optional<LastKnownPolicy> lastKnown =
        LastKnownPolicy.of(settings, policy.machine, policy.refresh, vault.isPresent());
    settings.sharedOutside(ORDINAL);
    List<String> optional = settings.shared(OPTIONAL);
    ExportPolicy exports =
        new ExportPolicy(
            settings.shared(INIT_PARAMS),
            settings.shared(SYSTEM_PROPERTIES),
            settings.shared(JNDI));
    SecretDefinitions definitions = SecretDefinitions.of(settings, policy.machine.allowsInClear());
    definitions.check(OPTIONAL, optional, settings.mistakes());
    definitions.check(INIT_PARAMS, exports.initParams(), settings.mistakes());
    definitions.check(SYSTEM_PROPERTIES, exports.systemProperties(), settings.mistakes());
    definitions.check(JNDI, exports.jndi(), settings.mistakes());
    return new SecretsPolicy(
        policy.refresh,
        policy.machine,
        policy.dotEnv,
        vault,
        vault.isEmpty() && VaultPolicy.isConfigured(settings),
        lastKnown,
        definitions,
        Set.copyOf(optional),
        exports);
  }

  /** Why a reference names a source that there is not. */
  String noSource(SecretReference reference) {
    return isVaultMistaken
        ? reference + ": not read, because the settings of Vault have a mistake"
        : MachineSecrets.noVault(reference);
  }

  boolean isOptional(String setting) {
    return optional.stream()
        .flatMap(name -> definitions.find(name).stream())
        .anyMatch(definition -> definition.setting().equals(setting));
  }

  private static Setting<List<String>> keys(String name) {
    return Setting.list(name, "", key -> key);
  }
}
