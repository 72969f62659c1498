package io.weir.internal.counting.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A server of Hazelcast in a process of its own, as its distribution starts it. */
record HazelcastServer(int port, Process process) implements AutoCloseable {

  static HazelcastServer start(Path folder, String classPath) throws IOException {
    int port = ClusterEntriesTest.freePort();
    Path file =
        Files.writeString(
            folder.resolve("hazelcast.yaml"),
            """
            hazelcast:
              cluster-name: dev
              network:
                port:
                  port: %s
                interfaces:
                  enabled: true
                  interfaces: ["127.0.0.1"]
                join:
                  auto-detection:
                    enabled: false
                  multicast:
                    enabled: false
            """
                .formatted(port));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dhazelcast.phone.home.enabled=false",
                "-Dhazelcast.socket.bind.any=false",
                "-Dhazelcast.config=" + file,
                "-cp",
                classPath,
                "com.hazelcast.core.server.HazelcastMemberStarter")
            .redirectErrorStream(true)
            .start();
    awaitStart(process);
    return new HazelcastServer(port, process);
  }

  /** Reads on, in a thread of its own, so that the process does not wait for a reader. */
  private static void awaitStart(Process process) throws IOException {
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.contains("is STARTED")) {
        Thread reader = new Thread(() -> out.lines().forEach(rest -> {}));
        reader.setDaemon(true);
        reader.start();
        return;
      }
    }
    throw new IllegalStateException("the server has ended");
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
