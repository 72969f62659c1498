package io.weir.internal.counting.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.impl.MemberImpl;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.internal.serialization.Data;
import com.hazelcast.internal.serialization.SerializationService;
import com.hazelcast.spi.impl.operationservice.impl.responses.ErrorResponse;
import com.hazelcast.version.MemberVersion;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Failures that members tell each other arrive. One that is refused leaves whoever asked without an
 * answer: a member that joins, without its part of the counts.
 */
class WireFailuresTest {

  /**
   * Packages of what no member of Weir does: other services, clients, and the start of a member.
   */
  private static final List<String> UNUSED =
      List.of(
          "client",
          "config.properties",
          "cp",
          "crdt",
          "durableexecutor",
          "flakeidgen",
          "internal.adapter",
          "internal.ascii",
          "internal.config",
          "internal.json",
          "internal.metrics",
          "internal.serialization.impl.compact",
          "internal.server",
          "internal.util",
          "internal.yaml",
          "jet",
          "kubernetes",
          "memory",
          "org",
          "query.extractor",
          "query.impl.getters",
          "replicatedmap",
          "ringbuffer",
          "scheduledexecutor",
          "shaded",
          "spi.impl.securestore",
          "sql",
          "topic",
          "wan");

  /** Of packages that are used: what only those throw that Weir does not use. */
  private static final Set<String> UNUSED_CLASSES =
      Set.of(
          "com.hazelcast.map.impl.operation.MapFetchIndexOperation$MissingPartitionException",
          "com.hazelcast.spi.exception.NoCredentialsException",
          "com.hazelcast.spi.exception.RestClientException",
          "com.hazelcast.transaction.TransactionNotActiveException",
          "com.hazelcast.transaction.TransactionTimedOutException");

  private static ClusterMember member;
  private static SerializationService serialization;

  @BeforeAll
  static void start() throws IOException {
    int port = ClusterEntriesTest.freePort();
    member = ClusterMember.start(Policies.member(port, List.of()));
    serialization =
        Hazelcast.getAllHazelcastInstances().stream()
            .filter(one -> one.getCluster().getLocalMember().getAddress().getPort() == port)
            .map(HazelcastInstanceProxy.class::cast)
            .findFirst()
            .orElseThrow()
            .getSerializationService();
  }

  @AfterAll
  static void stop() {
    member.close();
  }

  /** All classes of Hazelcast's jar that can be thrown. */
  private static Set<String> ofHazelcast() throws Exception {
    URI jar = HazelcastException.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    Set<String> names = new TreeSet<>();
    try (FileSystem files = FileSystems.newFileSystem(Path.of(jar), Map.of());
        Stream<Path> all = Files.walk(files.getPath("/com/hazelcast"))) {
      for (Path file : all.filter(one -> one.toString().endsWith(".class")).toList()) {
        String name = file.toString().substring(1).replace(".class", "").replace('/', '.');
        String simple = name.substring(name.lastIndexOf('.') + 1);
        if (mayBeThrown(simple) && isThrowable(name)) {
          names.add(name);
        }
      }
    }
    return names;
  }

  /** Hazelcast's own are called so; what is not called so is looked at in the other test. */
  private static boolean mayBeThrown(String simple) {
    return simple.contains("Exception") || simple.contains("Error") || simple.contains("Exceeded");
  }

  private static boolean isThrowable(String name) {
    try {
      return Throwable.class.isAssignableFrom(
          Class.forName(name, false, HazelcastException.class.getClassLoader()));
    } catch (ClassNotFoundException | LinkageError e) {
      return false; // It needs a library that is not there.
    }
  }

  private static boolean isUnused(String name) {
    return UNUSED_CLASSES.contains(name)
        || UNUSED.stream().anyMatch(one -> name.startsWith("com.hazelcast." + one + "."));
  }

  @Test
  void every_failure_of_hazelcast_is_admitted_or_of_a_service_that_nobody_uses() throws Exception {
    Set<String> admitted = Set.of(WireClasses.names());
    Set<String> all = ofHazelcast();

    assertThat(all).hasSizeGreaterThan(80).contains("com.hazelcast.core.MemberLeftException");
    assertThat(all.stream().filter(name -> !isUnused(name) && !admitted.contains(name))).isEmpty();
    assertThat(admitted).noneMatch(WireFailuresTest::isUnused);
  }

  static List<Class<?>> admitted() throws ClassNotFoundException {
    List<Class<?>> all = new ArrayList<>();
    for (String name : WireClasses.names()) {
      Class<?> type = Class.forName(name);
      if (Throwable.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers())) {
        all.add(type);
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("admitted")
  void a_failure_arrives_as_it_was_sent_with_its_cause(Class<? extends Throwable> type)
      throws Exception {
    Throwable sent = make(type);
    if (sent.getCause() == null) {
      try {
        sent.initCause(new IllegalStateException("the cause"));
      } catch (IllegalStateException e) {
        // It has none, and takes none.
      }
    }

    Data data = serialization.toData(new ErrorResponse(sent, 1, false));
    ErrorResponse response = serialization.toObject(data);

    assertThat(response.getCause()).isInstanceOf(type).hasMessage(sent.getMessage());
    assertThat(response.getCause().getStackTrace()).isEqualTo(sent.getStackTrace());
  }

  /** One that the constructor with most parameters makes. */
  private static Throwable make(Class<? extends Throwable> type) throws Exception {
    List<Constructor<?>> constructors =
        Arrays.stream(type.getDeclaredConstructors())
            // One with a member has more to write than one with a text.
            .sorted(
                Comparator.comparing(WireFailuresTest::takesMember)
                    .thenComparing(Constructor::getParameterCount)
                    .reversed())
            .filter(one -> type.getName().startsWith("com.hazelcast.") || isPublic(one))
            .toList();
    List<Exception> failures = new ArrayList<>();
    for (Constructor<?> constructor : constructors) {
      try {
        if (!isPublic(constructor)) {
          constructor.setAccessible(true);
        }
        return (Throwable)
            constructor.newInstance(
                Arrays.stream(constructor.getParameterTypes())
                    .map(WireFailuresTest::argument)
                    .toArray());
      } catch (ReflectiveOperationException e) {
        failures.add(e);
      }
    }
    throw new IllegalStateException(
        type
            + " cannot be made: "
            + failures.stream().map(String::valueOf).collect(Collectors.joining()));
  }

  private static boolean takesMember(Constructor<?> constructor) {
    return Arrays.asList(constructor.getParameterTypes()).contains(Member.class);
  }

  private static boolean isPublic(Constructor<?> constructor) {
    return Modifier.isPublic(constructor.getModifiers());
  }

  private static @Nullable Object argument(Class<?> type) {
    if (type == String.class || type == Object.class || type == CharSequence.class) {
      return "told";
    }
    if (Throwable.class.isAssignableFrom(type)) {
      return type.isAssignableFrom(IllegalStateException.class)
          ? new IllegalStateException("the cause")
          : new IOException("the cause");
    }
    if (type == int.class) {
      return 1;
    }
    if (type == long.class) {
      return 1L;
    }
    if (type == boolean.class) {
      return true;
    }
    if (type == Class.class) {
      return String.class;
    }
    if (type == Address.class) {
      return address();
    }
    return type.isAssignableFrom(MemberImpl.class) ? member() : null;
  }

  private static Address address() {
    try {
      return new Address("127.0.0.1", 5701);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static MemberImpl member() {
    return new MemberImpl.Builder(address())
        .version(MemberVersion.of("5.7.0"))
        .uuid(new UUID(1, 2))
        .build();
  }
}
