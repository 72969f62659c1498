package io.weir.sample.deployment;

import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import io.weir.sample.servers.Jcmd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;

/**
 * The server under test, seen from outside its process.
 *
 * @param pid of its process
 * @param log where it writes what applications log
 */
public record ServerUnderTest(long pid, Path log) {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The one that Arquillian has started. */
  public static ServerUnderTest find() {
    return property("arquillian.launch").equals("payara") ? payara() : wildFly();
  }

  private static ServerUnderTest wildFly() {
    String port = "-Djboss.management.http.port=" + property("arquillian.wildfly.admin");
    long pid =
        ProcessHandle.allProcesses()
            .filter(
                process -> process.info().command().filter(it -> it.endsWith("java")).isPresent())
            .filter(process -> arguments(process).contains(port))
            .map(ProcessHandle::pid)
            .findFirst()
            .orElseThrow();
    return new ServerUnderTest(
        pid, Path.of(property("servers.nodes"), "arquillian-wildfly/log/server.log"));
  }

  private static List<String> arguments(ProcessHandle process) {
    return process.info().arguments().map(List::of).orElse(List.of());
  }

  private static ServerUnderTest payara() {
    Path domain =
        Path.of(property("servers.payara"), "glassfish/domains")
            .resolve(property("arquillian.payara.domain"));
    long pid = Long.parseLong(read(domain.resolve("config/pid")).strip());
    return new ServerUnderTest(pid, domain.resolve("logs/server.log"));
  }

  /** Where the application of this name is, deployed or not. */
  public static URI application(String name) {
    String port = property("arquillian.%s.http".formatted(property("arquillian.launch")));
    return URI.create("http://127.0.0.1:%s/%s/".formatted(port, name));
  }

  /** What the server has logged. */
  public String logged() {
    return read(log);
  }

  /** The names of threads of Weir or of its cluster member. */
  List<String> threadsOfWeir() {
    return jcmd().threads().stream()
        .filter(name -> name.startsWith("weir") || name.startsWith("hz."))
        .toList();
  }

  /** How many objects of this class are left after a garbage collection. */
  int instances(String className) {
    return jcmd().instances(className);
  }

  boolean isWildFly() {
    return property("arquillian.launch").equals("wildfly");
  }

  /** Whether a class of this name is in the server's memory. */
  boolean hasLoaded(String className) {
    return jcmd().print("VM.class_hierarchy " + className).contains(className + "/");
  }

  /** Whether anybody listens where the first member of the cluster does. */
  boolean hasMember() {
    String port = requireNonNull(System.getenv("WEIR_CLUSTER_PORT"), "the build sets it");
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port)));
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  /** The files of Weir where the server's JVM puts temporary ones. */
  List<Path> temporaryFilesOfWeir() {
    String directory =
        jcmd()
            .print("VM.system_properties")
            .lines()
            .filter(line -> line.startsWith("java.io.tmpdir="))
            .findFirst()
            .orElseThrow()
            .substring("java.io.tmpdir=".length());
    try (Stream<Path> files = Files.list(Path.of(directory))) {
      return files.filter(file -> file.getFileName().toString().startsWith("weir-")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns as soon as this holds: what a server ends, it may end a little later. */
  static void eventually(ThrowingRunnable assertion) {
    await().atMost(PATIENCE).untilAsserted(assertion);
  }

  private Jcmd jcmd() {
    return new Jcmd(pid);
  }

  private static String property(String name) {
    return requireNonNull(System.getProperty(name), name + " is missing; the build sets it");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
