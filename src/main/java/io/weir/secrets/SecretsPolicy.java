package io.weir.secrets;

import io.weir.internal.settings.Given;
import io.weir.internal.settings.Mistakes;
import io.weir.internal.settings.Setting;
import io.weir.internal.settings.Settings;
import io.weir.internal.settings.Spelling;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which secrets an application has, and how it gets them: all settings below {@code weir.secrets.}.
 *
 * @param dotEnv a developer's file in place of variables that are not set
 * @param vault where Vault is, if there is one
 * @param references where they are kept, by the application's names for them
 * @param clear those that the application itself brings, on a developer's machine
 * @param optional those without which the application may start
 * @param allowInWar whether a secret may be written where a reference belongs
 */
record SecretsPolicy(
    KeeperPolicy keeper,
    FilePolicy files,
    Optional<Path> dotEnv,
    Optional<VaultPolicy> vault,
    Map<String, Reference> references,
    Map<String, Secret> clear,
    Set<String> optional,
    Delivery delivery,
    boolean allowInWar) {

  private static final Setting<Optional<Path>> DOTENV =
      Setting.optional("secrets.dotenv", SecretsPolicy::dotEnv);
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
  record Delivery(List<String> initParams, List<String> systemProperties, List<String> jndi) {
    Delivery {
      initParams = List.copyOf(initParams);
      systemProperties = List.copyOf(systemProperties);
      jndi = List.copyOf(jndi);
    }
  }

  SecretsPolicy {
    references = Map.copyOf(references);
    clear = Map.copyOf(clear);
    optional = Set.copyOf(optional);
  }

  /** What applies where no application is known: variables and files of this machine. */
  static SecretsPolicy ofThisMachine() {
    return ofMachine(Settings.early("secrets", Map.of()));
  }

  private static SecretsPolicy ofMachine(Settings settings) {
    return new SecretsPolicy(
        KeeperPolicy.of(settings),
        FilePolicy.of(settings),
        settings.sharedOutside(DOTENV),
        Optional.empty(),
        Map.of(),
        Map.of(),
        Set.of(),
        new Delivery(List.of(), List.of(), List.of()),
        settings.sharedOutside(ALLOW_IN_WAR));
  }

  /** Reads every setting; mistakes are those of {@code settings}. */
  static SecretsPolicy of(Settings settings) {
    SecretsPolicy machine = ofMachine(settings);
    // What opens Vault is kept on this machine.
    Optional<VaultPolicy> vault = Secrets.by(machine).whileReading(() -> VaultPolicy.of(settings));
    settings.sharedOutside(ORDINAL);
    List<String> optional = settings.shared(OPTIONAL);
    Delivery delivery =
        new Delivery(
            settings.shared(INIT_PARAMS),
            settings.shared(SYSTEM_PROPERTIES),
            settings.shared(JNDI));
    Map<String, Reference> references = new TreeMap<>();
    Map<String, Secret> clear = new HashMap<>();
    Set<String> known = settings.names();
    settings
        .family("secrets")
        .forEach(
            (key, given) -> {
              if (Reference.isReference(given.text())) {
                reference(key, given, references, settings.mistakes());
              } else if (machine.allowInWar) {
                clear.put(key, Secret.of(given.text()));
              } else {
                settings.mistakes().add(given.where(), notAReference(key, known));
              }
            });
    SecretsPolicy policy =
        new SecretsPolicy(
            machine.keeper,
            machine.files,
            machine.dotEnv,
            vault,
            references,
            clear,
            Set.copyOf(optional),
            delivery,
            machine.allowInWar);
    policy.check(settings);
    return policy;
  }

  private static void reference(
      String key, Given given, Map<String, Reference> references, Mistakes mistakes) {
    try {
      references.put(key, Reference.parse(given.text()));
    } catch (IllegalArgumentException e) {
      mistakes.add(given.where(), String.valueOf(e.getMessage()));
    }
  }

  /** What was written may be the secret itself: it is not repeated. */
  private static String notAReference(String key, Set<String> known) {
    return Reference.NOT_ONE + "." + Spelling.didYouMean("weir.secrets." + key, known);
  }

  private void check(Settings settings) {
    Map<Setting<List<String>>, List<String>> lists =
        Map.of(
            INIT_PARAMS, delivery.initParams(),
            SYSTEM_PROPERTIES, delivery.systemProperties(),
            JNDI, delivery.jndi(),
            OPTIONAL, List.copyOf(optional));
    Set<String> keys = names();
    for (Setting<List<String>> list : List.of(OPTIONAL, INIT_PARAMS, SYSTEM_PROPERTIES, JNDI)) {
      for (String key : lists.getOrDefault(list, List.of())) {
        if (find(key).isEmpty()) {
          settings
              .mistakes()
              .add(
                  "weir." + list.name(),
                  "\"%s\": there is no weir.secrets.%s that says where it is kept.%s"
                      .formatted(key, key, Spelling.didYouMean(key, keys)));
        }
      }
    }
    if (!allowInWar) {
      references.keySet().stream().sorted().forEach(key -> checkNotInClear(key, settings));
    }
  }

  private static void checkNotInClear(String key, Settings settings) {
    settings
        .placeInApplication(key)
        .ifPresent(
            place ->
                settings
                    .mistakes()
                    .add(
                        place,
                        "take it out of the application, for weir.secrets.%s says where it is kept"
                            .formatted(key)));
  }

  /** The names of all secrets. */
  Set<String> names() {
    Set<String> names = new java.util.TreeSet<>(references.keySet());
    names.addAll(clear.keySet());
    return names;
  }

  /** The name under which a secret is configured that an application calls so. */
  Optional<String> find(String name) {
    if (references.containsKey(name) || clear.containsKey(name)) {
      return Optional.of(name);
    }
    // Only the environment writes a name so.
    String variable = Settings.variable(name);
    return references.containsKey(variable) || clear.containsKey(variable)
        ? Optional.of(variable)
        : Optional.empty();
  }

  boolean isOptional(String key) {
    return optional.stream().anyMatch(name -> find(name).filter(key::equals).isPresent());
  }

  private static Setting<List<String>> keys(String name) {
    return Setting.list(name, "", key -> key);
  }

  private static Path dotEnv(String text) {
    Path path = Path.of(text);
    if (!path.isAbsolute() || !java.nio.file.Files.isRegularFile(path)) {
      throw new IllegalArgumentException(
          "\"%s\": the absolute path of a file that exists".formatted(text));
    }
    for (Path element : path) {
      String name = element.toString();
      if (name.equals("WEB-INF") || name.endsWith(".war") || name.endsWith(".ear")) {
        throw new IllegalArgumentException(
            "\"%s\": inside an application; a place outside of it".formatted(text));
      }
    }
    return path;
  }
}
