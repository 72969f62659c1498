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
import java.util.stream.Stream;

/** A Redis of its own on a free port, which keeps nothing on disk. It ends with {@link #close}. */
final class Redis implements AutoCloseable {

  private static final String PROGRAM = "redis-server";

  private final Process process;
  private final RedisClient client;

  Redis() throws IOException {
    int port = Cluster.freePort();
    process =
        new ProcessBuilder(
                PROGRAM,
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no")
            .redirectErrorStream(true)
            .start();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = lines.readLine();
    while (line != null && !line.contains("Ready to accept connections")) {
      line = lines.readLine();
    }
    client = RedisClient.create(RedisURI.create("127.0.0.1", port));
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
