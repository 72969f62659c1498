package io.weir.internal.counting;

import io.weir.internal.secret.Secret;
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
 * How the nodes of a cluster find one another.
 *
 * @param members {@code host:port}; none means a cluster of one
 * @param address what this member binds
 * @param port the first port it tries; the next free one up is taken
 * @param file a Hazelcast XML or YAML file in place of name, members, address and port
 * @param deadline the longest that a decision waits for the cluster
 * @param keySecret under which client keys are stored; without one the cluster agrees on a random
 *     one
 */
public record ClusterPolicy(
    Kind kind,
    String name,
    List<Endpoint> members,
    String address,
    int port,
    Optional<Path> file,
    Duration deadline,
    Optional<Secret> keySecret) {

  private static final Setting<Kind> KIND =
      new Setting<>("cluster", "embedded", (text, where, mistakes) -> Kind.of(text));
  private static final Setting<String> NAME = Setting.text("cluster.name", "weir");
  private static final Setting<List<Endpoint>> MEMBERS =
      Setting.list("cluster.members", "", Endpoint::parse);
  private static final Setting<String> ADDRESS =
      new Setting<>("cluster.address", "127.0.0.1", (text, where, mistakes) -> ownAddress(text));
  private static final Setting<Integer> PORT = Setting.number("cluster.port", 5701, 1, 65_535);
  private static final Setting<Optional<Path>> FILE =
      Setting.optional("cluster.config", ClusterPolicy::readable);
  private static final Setting<Duration> DEADLINE =
      Setting.duration("cluster.deadline", "100ms", Duration.ofMillis(1), Duration.ofSeconds(60));
  private static final Setting<Optional<Secret>> KEY_SECRET =
      Setting.optionalWithSecrets(
          "key-secret", (reference, secrets) -> secrets.readStrong(reference));

  /**
   * The fewest bytes of a key for HMAC-SHA-256 that cannot be guessed (RFC 2104 §3 asks for the
   * hash's 32; text holds less a byte).
   */

  /** What kind of cluster. */
  public enum Kind {
    /** A member in this JVM. */
    EMBEDDED,
    /** None: this JVM counts alone. */
    NONE;

    static Kind of(String text) {
      if (text.equalsIgnoreCase("client")) {
        throw new IllegalArgumentException(
            "\"client\" is not available in this version; embedded or none. Write embedded, and this server's member joins the others.");
      }
      return Setting.constant(Kind.class, text);
    }
  }

  public ClusterPolicy {
    members = List.copyOf(members);
  }

  /** Reads the settings {@code weir.cluster…} and {@code weir.key-secret}. */
  public static ClusterPolicy of(Settings settings) {
    ClusterPolicy policy =
        new ClusterPolicy(
            settings.shared(KIND),
            settings.shared(NAME),
            settings.shared(MEMBERS),
            settings.shared(ADDRESS),
            settings.shared(PORT),
            settings.shared(FILE),
            settings.shared(DEADLINE),
            settings.shared(KEY_SECRET));
    if (policy.kind == Kind.EMBEDDED) {
      policy.checkTogether(settings);
    }
    return policy;
  }

  private void checkTogether(Settings settings) {
    if (file.isPresent()) {
      Stream.of(NAME, MEMBERS, ADDRESS, PORT)
          .filter(settings::isInApplication)
          .forEach(
              beside ->
                  settings
                      .mistakes()
                      .add(
                          "weir." + beside.name(),
                          "beside weir.cluster.config, whose file says it; one of the two"));
      return;
    }
    members.stream()
        .filter(member -> isLoopback(address) && !member.isLoopback())
        .findFirst()
        .ifPresent(remote -> settings.mistakes().add("weir.cluster.address", unreachable(remote)));
  }

  private String unreachable(Endpoint remote) {
    return "\"%s\" is this machine alone, but weir.cluster.members names %s; the address by which that member reaches this one, like 192.0.2.7"
        .formatted(address, remote);
  }

  /** What is not the same in another policy, for the administrator. */
  String differencesTo(ClusterPolicy other) {
    Map<String, String> there = other.words();
    return words().entrySet().stream()
        .filter(here -> !here.getValue().equals(there.get(here.getKey())))
        .map(
            here ->
                "weir.%s is %s here, %s there"
                    .formatted(here.getKey(), here.getValue(), there.get(here.getKey())))
        .collect(Collectors.joining("; "));
  }

  private Map<String, String> words() {
    Map<String, String> words = new LinkedHashMap<>();
    words.put(KIND.name(), Setting.word(kind));
    words.put(NAME.name(), name);
    words.put(MEMBERS.name(), members.toString());
    words.put(ADDRESS.name(), address);
    words.put(PORT.name(), Integer.toString(port));
    words.put(FILE.name(), file.map(Path::toString).orElse("none"));
    words.put(DEADLINE.name(), deadline.toMillis() + "ms");
    words.put(KEY_SECRET.name(), keySecret.isPresent() ? "another" : "none");
    return words;
  }

  private static String ownAddress(String text) {
    try {
      InetAddress address = InetAddress.getByName(text);
      if (address.isAnyLocalAddress()) {
        throw new IllegalArgumentException(
            "\"%s\" is every address of this machine; one of them, by which the other members reach this one"
                .formatted(text));
      }
      if (address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null) {
        return address.getHostAddress(); // Hazelcast knows interfaces by their addresses only.
      }
    } catch (UnknownHostException | SocketException e) {
      // Neither has an address that this machine could bind.
    }
    throw new IllegalArgumentException("\"%s\" is no address of this machine".formatted(text));
  }

  private static boolean isLoopback(String address) {
    return new Endpoint(address, 0).isLoopback();
  }

  private static Path readable(String text) {
    Path file = Path.of(text);
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException(
          "\"%s\": no such file, or not readable by this server".formatted(text));
    }
    if (!text.endsWith(".xml") && !text.endsWith(".yaml") && !text.endsWith(".yml")) {
      throw new IllegalArgumentException(
          "\"%s\": a Hazelcast file that ends in .xml, .yaml or .yml".formatted(text));
    }
    return file;
  }
}
