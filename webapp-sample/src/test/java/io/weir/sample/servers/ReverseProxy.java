package io.weir.sample.servers;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A web server in front of nodes: nginx or HAProxy, as Debian has them, a process of our own.
 *
 * <p>It ends with {@link #close()}, and with this JVM if nobody closed it.
 */
public final class ReverseProxy implements AutoCloseable {

  /** Set where these programs must be there, and a test without them fails. */
  private static final String REQUIRED = "REVERSE_PROXIES_REQUIRED";

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Process process;

  private ReverseProxy(Process process) {
    this.process = process;
  }

  /**
   * Starts nginx; a test is skipped where it is not installed.
   *
   * @param servers the blocks of that name
   * @param ports that they listen on
   */
  public static ReverseProxy nginx(String servers, List<Integer> ports) {
    Path program = find("nginx");
    Path directory = directory("nginx");
    Path configuration =
        write(
            directory,
            """
            daemon off;
            master_process off;
            pid nginx.pid;
            error_log stderr;
            events {}
            http {
              access_log off;
              client_body_temp_path body;
              proxy_temp_path proxy;
              fastcgi_temp_path fastcgi;
              uwsgi_temp_path uwsgi;
              scgi_temp_path scgi;
            %s}
            """
                .formatted(servers));
    return start(
        directory,
        ports,
        List.of(
            program.toString(),
            "-p",
            directory.toString(),
            "-e",
            "stderr",
            "-c",
            configuration.toString()));
  }

  /**
   * Starts HAProxy; a test is skipped where it is not installed.
   *
   * @param sections {@code frontend} and {@code backend}
   * @param ports that they listen on
   */
  public static ReverseProxy haproxy(String sections, List<Integer> ports) {
    Path program = find("haproxy");
    Path directory = directory("haproxy");
    Path configuration =
        write(
            directory,
            """
            defaults
              mode http
              timeout connect 10s
              timeout client 30s
              timeout server 30s

            %s"""
                .formatted(sections));
    return start(
        directory, ports, List.of(program.toString(), "-db", "-f", configuration.toString()));
  }

  /** Debian's are not on the path of everybody. */
  private static Path find(String program) {
    Optional<Path> found =
        Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin"))
            .map(directory -> Path.of(directory, program))
            .filter(Files::isExecutable)
            .findFirst();
    if (found.isEmpty() && Boolean.parseBoolean(System.getenv(REQUIRED))) {
      throw new IllegalStateException(
          "%s is not installed, and %s is set".formatted(program, REQUIRED));
    }
    assumeTrue(found.isPresent(), program + " is not installed");
    return found.orElseThrow();
  }

  private static Path directory(String name) {
    Path directory = SystemProperty.path("servers.nodes").resolve(name);
    Tree.delete(directory);
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path write(Path directory, String configuration) {
    try {
      return Files.writeString(directory.resolve("configuration"), configuration);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ReverseProxy start(Path directory, List<Integer> ports, List<String> command) {
    Path log = directory.resolve("log");
    Process process =
        Children.start(
            new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile()));
    ReverseProxy proxy = new ReverseProxy(process);
    try {
      await()
          .atMost(PATIENCE)
          .failFast("it ended, see " + log, () -> !process.isAlive())
          .until(() -> ports.stream().allMatch(ReverseProxy::isListenedOn));
      return proxy;
    } catch (RuntimeException e) {
      proxy.close();
      throw e;
    }
  }

  private static boolean isListenedOn(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException refused) {
      return false;
    }
  }

  /** Ends the process. Does nothing the second time. */
  @Override
  public void close() {
    End.orderly(List.of(process.toHandle()));
  }
}
