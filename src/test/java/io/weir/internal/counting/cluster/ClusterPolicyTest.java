package io.weir.internal.counting.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weir.internal.deployment.ApplicationSecrets;
import io.weir.internal.secret.Secret;
import io.weir.internal.settings.Deferred;
import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Settings;
import io.weir.internal.settings.Written;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterPolicyTest {

  @TempDir private Path folder;

  private static ClusterPolicy policy(String name, Optional<Path> file) {
    return Policies.of(name, List.of(), "127.0.0.1", 5701, file);
  }

  @Test
  void an_administrator_reads_which_settings_differ() {
    assertThat(
            policy("a", Optional.empty()).differencesTo(policy("b", Optional.of(Path.of("x.xml")))))
        .isEqualTo(
            "weir.cluster.name is a here and b in the other application; weir.cluster.config is none here and x.xml in the other application");
  }

  /** What is read of these context-params and of this configuration outside. */
  private record Read(ClusterPolicy policy, List<String> mistakes) {

    static Read of(Map<String, String> contextParams, Map<String, String> outside) {
      Settings settings = Written.around("rate-limit", contextParams, outside);
      Deferred<ClusterPolicy> policy = ClusterPolicy.of(settings);
      settings.mistakes().resolve(ApplicationSecrets.provider().ofThisMachine());
      return new Read(
          policy.get(), settings.mistakes().found().stream().map(Mistake::toString).toList());
    }
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, -, NONE, true",
        "weir.cluster.deadline, 1s, NONE, true",
        "weir.cluster.members, 127.0.0.1:5701, EMBEDDED, false",
        "weir.cluster, embedded, EMBEDDED, false",
        "weir.cluster, NONE, NONE, false"
      })
  void nobody_to_count_with_means_alone(
      String setting, String value, ClusterPolicy.Kind kind, boolean byDefault) {
    Map<String, String> settings = setting == null ? Map.of() : Map.of(setting, value);
    for (Read read : List.of(Read.of(settings, Map.of()), Read.of(Map.of(), settings))) {
      assertThat(read.mistakes()).isEmpty();
      assertThat(read.policy().kind()).isEqualTo(kind);
      assertThat(read.policy().isAloneByDefault()).isEqualTo(byDefault);
    }
  }

  @Test
  void a_file_means_a_member() throws IOException {
    Path file = Files.writeString(folder.resolve("hazelcast.yaml"), "hazelcast:\n");
    Read read = Read.of(Map.of(), Map.of("weir.cluster.config", file.toString()));
    assertThat(read.policy().kind()).isEqualTo(ClusterPolicy.Kind.EMBEDDED);
    // Not in silence, because of a mistake in the list.
    assertThat(Read.of(Map.of("weir.cluster.members", "a"), Map.of()).policy().kind())
        .isEqualTo(ClusterPolicy.Kind.EMBEDDED);
  }

  @ParameterizedTest
  @CsvSource({
    "weir.cluster.name, shop",
    "weir.cluster.address, 127.0.0.1",
    "weir.cluster.port, 5711"
  })
  void what_only_a_member_has_is_a_mistake_in_the_application_and_a_warning_outside(
      String setting, String value) {
    Map<String, String> given = Map.of(setting, value);
    assertThat(Read.of(given, Map.of()).mistakes())
        .singleElement()
        .asString()
        .startsWith(setting + " (context-param): has no effect without weir.cluster.members");
    assertThat(Read.of(Map.of(), given).mistakes()).isEmpty();
    assertThat(Read.of(Map.of(), given).policy().unused()).containsExactly(setting);
    for (String kind : List.of("embedded", "none")) {
      Read chosen = Read.of(given, Map.of("weir.cluster", kind));
      assertThat(chosen.mistakes()).isEmpty();
      assertThat(chosen.policy().unused()).isEmpty();
    }
    Read beside = Read.of(given, Map.of("weir.cluster.members", "127.0.0.1:5702"));
    assertThat(beside.mistakes()).isEmpty();
    assertThat(beside.policy().unused()).isEmpty();
  }

  @Test
  void an_address_that_other_machines_reach_needs_a_secret() throws IOException {
    String address =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(own -> !own.isLoopbackAddress() && !own.isLinkLocalAddress())
            .map(InetAddress::getHostAddress)
            .findFirst()
            .orElse("");
    assumeTrue(!address.isEmpty(), "this machine has the loopback interface only");
    Map<String, String> open =
        Map.of("weir.cluster.members", "192.0.2.7:5701", "weir.cluster.address", address);
    assertThat(Read.of(open, Map.of()).mistakes())
        .containsExactly(
            "weir.cluster.address: \"%s\" can be reached from other machines, and whoever reaches the port could join the cluster; set weir.key-secret to the same secret on all nodes, such as file:/run/secrets/weir, or set weir.cluster.dangerously-open to true"
                .formatted(address));
    assertThat(Read.of(open, Map.of("weir.key-secret", "env:PATH")).mistakes()).isEmpty();
    assertThat(Read.of(open, Map.of("weir.cluster.dangerously-open", "true")).mistakes()).isEmpty();
    // A secret that cannot be read is the only mistake then.
    assertThat(Read.of(open, Map.of("weir.key-secret", "env:NO_SUCH_VARIABLE")).mistakes())
        .containsExactly(
            "weir.key-secret (configuration): env:NO_SUCH_VARIABLE: no such environment variable");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "127.9.9.9, true",
    "localhost, true",
    "LOCALHOST, true",
    "::1, true",
    "0:0:0:0:0:0:0:1, true",
    "::ffff:127.0.0.1, true",
    "127.0.0.*, true",
    "192.0.2.7, false",
    "::, false",
    "2001:db8::1, false",
    "0.0.0.0, false",
    "example.com, false",
    "*.*.*.*, false"
  })
  void loopback_is_known_in_every_form(String host, boolean loopback) {
    assertThat(Endpoint.isLoopback(host)).isEqualTo(loopback);
  }

  @Test
  void who_counts_alone_has_no_other_settings_that_could_differ() {
    ClusterPolicy alone = Read.of(Map.of(), Map.of()).policy();
    ClusterPolicy chosen = Read.of(Map.of("weir.cluster", "none"), Map.of()).policy();
    ClusterPolicy patient =
        Read.of(Map.of(), Map.of("weir.cluster.deadline", "1s", "weir.cluster.port", "5711"))
            .policy();
    assertThat(chosen.differencesTo(alone)).isEmpty();
    assertThat(patient.differencesTo(alone)).isEmpty();
    assertThat(policy("a", Optional.empty()).differencesTo(alone))
        .isEqualTo("weir.cluster is embedded here and none in the other application");
    ClusterPolicy keyed = Read.of(Map.of("weir.key-secret", "env:PATH"), Map.of()).policy();
    assertThat(keyed.differencesTo(alone))
        .isEqualTo("weir.key-secret is another in the other application");
  }

  @Test
  void members_are_contacted_by_all_addresses_of_their_names() {
    List<Endpoint> members =
        List.of(
            new Endpoint("localhost", 5701),
            new Endpoint("192.0.2.7", 5701),
            new Endpoint("2001:db8::7", 5702),
            new Endpoint("node.invalid", 5703));
    assertThat(
            ClusterMemberConfig.of(Policies.of("a", members, "127.0.0.1", 5701, Optional.empty()))
                .getAdvancedNetworkConfig()
                .getJoin()
                .getTcpIpConfig()
                .getMembers())
        .contains("127.0.0.1:5701", "192.0.2.7:5701", "[2001:db8:0:0:0:0:0:7]:5702")
        .contains("node.invalid:5703")
        .doesNotContain("localhost:5701");
  }

  @Test
  void a_file_that_takes_the_tables_for_itself_is_refused() throws IOException {
    Path file = folder.resolve("hazelcast.yaml");
    Files.writeString(
        file, "hazelcast:\n  cluster-name: own\n  cache:\n    \"*\":\n      backup-count: 0\n");
    assertThatThrownBy(() -> ClusterMemberConfig.of(policy("a", Optional.of(file))))
        .hasMessageContaining("configures a cache whose name matches weir-minute");
  }

  @Test
  void a_broken_file_is_named_with_the_line_of_its_mistake() throws IOException {
    String root = "<hazelcast xmlns=\"http://www.hazelcast.com/schema/config\">";
    assertBroken("hazelcast.xml", root + "\n  <cluster-nam/>\n</hazelcast>", ", line 2: cvc-");
    assertBroken("hazelcast.xml", root, ", line 1: XML document structures");
    assertBroken("hazelcast.yaml", "hazelcast:\n  cluster-nam: own", ": ");
    assertBroken("hazelcast.yaml", "hazelcast: {", ": ");
  }

  private void assertBroken(String name, String text, String place) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    assertThatThrownBy(() -> ClusterMemberConfig.of(policy("a", Optional.of(file))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"%s\" is not a Hazelcast configuration%s".formatted(file, place));
  }

  @Test
  void a_member_of_a_file_is_trimmed_unless_the_file_says_otherwise() throws IOException {
    Path file = folder.resolve("hazelcast.yaml");
    Files.writeString(
        file, "hazelcast:\n  cluster-name: own\n  properties:\n    hazelcast.io.thread.count: 3\n");
    Secret secret = Secret.of("a secret of more than 16 bytes");
    var config =
        ClusterMemberConfig.of(
            Policies.of("a", List.of(), "127.0.0.1", 5701, Optional.of(file), Optional.of(secret)));
    assertThat(config.getClusterName()).isEqualTo("own");
    assertThat(config.getProperty("hazelcast.io.thread.count")).isEqualTo("3");
    assertThat(config.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
  }
}
