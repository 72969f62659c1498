package io.weir.bench;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A Redis of its own on a free port, which keeps nothing on disk. It ends with {@link #close}. */
final class Redis implements AutoCloseable {

  private static final String PROGRAM = "redis-server";

  private final int port;
  private final Process process;
  private final RedisClient client;

  Redis() throws IOException {
    this(Cluster.freePort(), List.of(), "Ready to accept connections");
  }

  private Redis(int port, List<String> further, String ready) throws IOException {
    this.port = port;
    List<String> command =
        new ArrayList<>(
            List.of(
                PROGRAM,
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no"));
    command.addAll(further);
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = lines.readLine();
    while (line != null && !line.contains(ready)) {
      line = lines.readLine();
    }
    client = RedisClient.create(RedisURI.create("127.0.0.1", port));
  }

  /** Another one that has a copy of all that this one has. */
  Redis replica() throws IOException {
    return new Redis(
        Cluster.freePort(),
        List.of("--replicaof", "127.0.0.1 " + port),
        "sync: Finished with success");
  }

  /** Whether the program is there. */
  static boolean isInstalled() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, PROGRAM)));
  }

  RedisClient client() {
    return client;
  }

  @Override
  public void close() {
    client.shutdown();
    process.destroy();
  }
}
