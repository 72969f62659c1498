package io.weir.internal.counting.cluster;

import io.weir.internal.secret.Secret;
import io.weir.internal.settings.Deferred;
import io.weir.internal.settings.Mistakes;
import io.weir.internal.settings.Setting;
import io.weir.internal.settings.Settings;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The settings of the cluster.
 *
 * @param chosen whether an administrator chose the kind; otherwise members or a file make it {@link
 *     Kind#EMBEDDED}
 * @param unused the settings of a member that the configuration outside the application contains
 *     although this JVM counts alone by default
 * @param name of the cluster; nodes of another name do not join
 * @param members {@code host:port} of each; none means a cluster of one
 * @param address that this member binds
 * @param port the first port that this member tries, 1 to 65535; it takes the next free one
 * @param file a Hazelcast XML or YAML file in place of name, members, address and port
 * @param dangerouslyOpen whether other machines may reach the member although there is no key
 *     secret
 * @param deadline the longest that a decision waits for the cluster, 1 ms to 60 s
 * @param keySecret the secret of the {@linkplain io.weir.internal.counting.Pseudonyms names} under
 *     which clients are stored; without one the cluster agrees on a random one
 */
public record ClusterPolicy(
    Kind kind,
    boolean chosen,
    List<String> unused,
    String name,
    List<Endpoint> members,
    String address,
    int port,
    Optional<Path> file,
    boolean dangerouslyOpen,
    Duration deadline,
    Optional<Secret> keySecret) {

  private static final Setting<Optional<Kind>> KIND = Setting.optional("cluster", Kind::of);
  private static final Setting<String> NAME = Setting.text("cluster.name", "weir");
  private static final Setting<List<Endpoint>> MEMBERS =
      Setting.list("cluster.members", "", Endpoint::parse);
  private static final String LOOPBACK = "127.0.0.1";
  private static final Setting<Deferred<String>> ADDRESS =
      new Setting<>(
          "cluster.address",
          LOOPBACK,
          (text, where, mistakes) -> mistakes.defer(where, () -> ownAddress(text), LOOPBACK));
  private static final Setting<Integer> PORT = Setting.number("cluster.port", 5701, 1, 65_535);
  private static final Setting<Deferred<Optional<Path>>> FILE =
      Setting.deferred("cluster.config", ClusterPolicy::readable);
  private static final Setting<Boolean> DANGEROUSLY_OPEN =
      Setting.yesOrNo("cluster.dangerously-open", false);
  private static final Setting<Duration> DEADLINE =
      Setting.duration("cluster.deadline", "100ms", Duration.ofMillis(1), Duration.ofSeconds(60));
  private static final Setting<Deferred<Optional<Secret>>> KEY_SECRET =
      Setting.deferredSecret("key-secret");

  private static final String BESIDE_FILE =
      "not allowed together with weir.cluster.config, whose file contains it; remove one of the two";

  /** So many hexadecimal digits of a fingerprint tell one secret from another. */
  private static final int FINGERPRINT = 16;

  /** What only a member has. */
  private static final List<Setting<?>> OF_MEMBER = List.of(NAME, ADDRESS, PORT);

  /** The kind of cluster. */
  public enum Kind {
    /** A member in this JVM. */
    EMBEDDED,
    /** A client of a Hazelcast cluster that somebody else runs. */
    CLIENT,
    /** No cluster: this JVM counts alone. */
    NONE;

    static Kind of(String text) {
      return Setting.constant(Kind.class, text);
    }
  }

  public ClusterPolicy {
    unused = List.copyOf(unused);
    members = List.copyOf(members);
  }

  /** Reads the settings {@code weir.cluster…} and {@code weir.key-secret}. */
  public static Deferred<ClusterPolicy> of(Settings settings) {
    Optional<Kind> chosen = settings.shared(KIND);
    String name = settings.shared(NAME);
    List<Endpoint> members = settings.shared(MEMBERS);
    Deferred<String> address = settings.shared(ADDRESS);
    int port = settings.shared(PORT);
    Deferred<Optional<Path>> file = settings.shared(FILE);
    boolean dangerouslyOpen = settings.shared(DANGEROUSLY_OPEN);
    Duration deadline = settings.shared(DEADLINE);
    Deferred<Optional<Secret>> keySecret = settings.shared(KEY_SECRET);
    boolean hasOthers = settings.isSharedGiven(MEMBERS) || settings.isSharedGiven(FILE);
    Kind kind = chosen.orElse(hasOthers ? Kind.EMBEDDED : Kind.NONE);
    List<Setting<?>> unused =
        chosen.isPresent() || hasOthers
            ? List.of()
            : OF_MEMBER.stream().filter(settings::isSharedGiven).toList();
    return settings
        .mistakes()
        .defer(
            (mistakes, secrets) -> {
              ClusterPolicy policy =
                  new ClusterPolicy(
                      kind,
                      chosen.isPresent(),
                      unused.stream().map(setting -> "weir." + setting.name()).toList(),
                      name,
                      members,
                      address.get(),
                      port,
                      file.get(),
                      dangerouslyOpen,
                      deadline,
                      keySecret.get());
              policy.checkTogether(settings, mistakes);
              return policy;
            });
  }

  private void checkTogether(Settings settings, Mistakes mistakes) {
    if (kind == Kind.CLIENT) {
      checkClient(settings, mistakes);
      return;
    }
    if (kind == Kind.NONE) {
      OF_MEMBER.stream()
          .filter(setting -> unused.contains("weir." + setting.name()))
          .filter(settings::isInApplication)
          .forEach(
              setting ->
                  mistakes.add(
                      "weir.%s (context-param)".formatted(setting.name()),
                      "has no effect without weir.cluster.members or weir.cluster.config: this JVM counts alone; name the members, or remove this setting"));
      return;
    }
    if (file.isPresent()) {
      Stream.of(NAME, MEMBERS, ADDRESS, PORT)
          .filter(settings::isInApplication)
          .forEach(beside -> mistakes.add("weir." + beside.name(), BESIDE_FILE));
      return;
    }
    if (isOpen(Endpoint.isLoopback(address)) && !settings.isSharedGiven(KEY_SECRET)) {
      mistakes.add("weir.cluster.address", open(address));
    }
    members.stream()
        .filter(member -> Endpoint.isLoopback(address) && !member.isLoopback())
        .findFirst()
        .ifPresent(remote -> mistakes.add("weir.cluster.address", unreachable(remote)));
  }

  private void checkClient(Settings settings, Mistakes mistakes) {
    if (members.isEmpty() && file.isEmpty()) {
      mistakes.add(
          "weir.cluster",
          "client needs the servers of the cluster in weir.cluster.members, such as 192.0.2.7:5701, or a file of a Hazelcast client in weir.cluster.config");
    }
    if (file.isPresent()) {
      Stream.of(NAME, MEMBERS)
          .filter(settings::isInApplication)
          .forEach(beside -> mistakes.add("weir." + beside.name(), BESIDE_FILE));
    }
    Stream.of(ADDRESS, PORT, DANGEROUSLY_OPEN)
        .filter(settings::isInApplication)
        .forEach(
            other ->
                mistakes.add(
                    "weir." + other.name(),
                    "has no effect with weir.cluster as client, which opens no port; remove it"));
  }

  /** Whether this JVM counts alone, and nobody chose that. */
  public boolean isAloneByDefault() {
    return kind == Kind.NONE && !chosen;
  }

  /**
   * Whether whoever reaches the port could join, and nobody has accepted that.
   *
   * @param loopback whether the member can be reached from this machine only
   */
  boolean isOpen(boolean loopback) {
    return !loopback && keySecret.isEmpty() && !dangerouslyOpen;
  }

  /** What an administrator reads of a member that is {@link #isOpen}. */
  static String open(String what) {
    return "\"%s\" can be reached from other machines, and whoever reaches the port could join the cluster; set weir.key-secret to the same secret on all nodes, such as file:/run/secrets/weir, or set weir.cluster.dangerously-open to true"
        .formatted(what);
  }

  /**
   * The name by which members know each other. With a key secret, only who has it can make the
   * name.
   */
  String nameOnTheWire() {
    return keySecret.map(secret -> KeyedHash.of(secret, "weir cluster" + name)).orElse(name);
  }

  /** What tells one key secret from another; {@code none} if there is none. */
  String fingerprint() {
    return keySecret
        .map(secret -> KeyedHash.of(secret, "weir fingerprint").substring(0, FINGERPRINT))
        .orElse("none");
  }

  private String unreachable(Endpoint remote) {
    return "\"%s\" is reachable from this machine only, but weir.cluster.members names %s; write the address by which that member reaches this one, such as 192.0.2.7"
        .formatted(address, remote);
  }

  /**
   * A list of the settings that differ in another policy, for the administrator; empty if both can
   * share what counts. An application that counts in this JVM alone has no other settings.
   */
  public String differencesTo(ClusterPolicy other) {
    Map<String, String> there = other.words();
    Stream<String> differences =
        words().entrySet().stream()
            .filter(
                here -> !here.getValue().equals(there.getOrDefault(here.getKey(), here.getValue())))
            .map(
                here ->
                    "weir.%s is %s here and %s in the other application"
                        .formatted(here.getKey(), here.getValue(), there.get(here.getKey())));
    Stream<String> ofSecrets =
        keySecret.equals(other.keySecret)
            ? Stream.of()
            : Stream.of("weir.%s is another in the other application".formatted(KEY_SECRET.name()));
    return Stream.concat(differences, ofSecrets).collect(Collectors.joining("; "));
  }

  private Map<String, String> words() {
    Map<String, String> words = new LinkedHashMap<>();
    words.put(KIND.name(), Setting.word(kind));
    if (kind == Kind.NONE) {
      return words;
    }
    words.put(NAME.name(), name);
    words.put(MEMBERS.name(), members.toString());
    words.put(ADDRESS.name(), address);
    words.put(PORT.name(), Integer.toString(port));
    words.put(FILE.name(), file.map(Path::toString).orElse("none"));
    words.put(DANGEROUSLY_OPEN.name(), Boolean.toString(dangerouslyOpen));
    words.put(DEADLINE.name(), deadline.toMillis() + "ms");
    return words;
  }

  private static String ownAddress(String text) {
    try {
      InetAddress address = InetAddress.getByName(text);
      if (address.isAnyLocalAddress()) {
        throw new IllegalArgumentException(
            "\"%s\" stands for every address of this machine; write the one by which the other members reach this member"
                .formatted(text));
      }
      if (address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null) {
        return address.getHostAddress(); // Hazelcast finds interfaces by address only.
      }
    } catch (UnknownHostException | SocketException e) {
      // There is no address to bind.
    }
    throw new IllegalArgumentException("\"%s\" is not an address of this machine".formatted(text));
  }

  private static Path readable(String text) {
    Path file = Path.of(text);
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException(
          "\"%s\": no such file, or not readable by this server".formatted(text));
    }
    if (!text.endsWith(".xml") && !text.endsWith(".yaml") && !text.endsWith(".yml")) {
      throw new IllegalArgumentException(
          "\"%s\": the name of a Hazelcast file must end in .xml, .yaml or .yml".formatted(text));
    }
    return file;
  }
}
