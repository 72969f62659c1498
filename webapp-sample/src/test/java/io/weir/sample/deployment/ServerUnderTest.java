package io.weir.sample.deployment;

import static org.awaitility.Awaitility.await;

import io.weir.sample.servers.ArquillianServer;
import io.weir.sample.servers.Jcmd;
import io.weir.sample.servers.Node;
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
 * @param node its process
 */
public record ServerUnderTest(Node node) {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The one that Arquillian deploys to. */
  public static ServerUnderTest find() {
    return new ServerUnderTest(ArquillianServer.node());
  }

  /** Where the application of this name is, deployed or not. */
  public static URI application(String name) {
    return ArquillianServer.node().uri("/%s/".formatted(name));
  }

  /** What the server has logged. */
  public String logged() {
    return node.logText();
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

  /** How many class loaders of Weir are left after a garbage collection. */
  int loadersOfWeir() {
    return instances("io.weir.NestedJarClassLoader");
  }

  boolean isWildFly() {
    return "wildfly".equals(System.getProperty("arquillian.launch"));
  }

  boolean isWildFly26() {
    return isWildFly() && System.getProperty("servers.wildfly", "").contains("wildfly-26.");
  }

  /** Whether a class of this name is in the server's memory. */
  boolean hasLoaded(String className) {
    return jcmd().print("VM.class_hierarchy " + className).contains(className + "/");
  }

  /** Whether anybody listens on this port. */
  static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
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
    return node.jcmd();
  }
}
