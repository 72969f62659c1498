package io.weir.bench;

import io.weir.internal.counting.cluster.ClusterPolicy;
import io.weir.internal.counting.cluster.SharedCounting;
import io.weir.internal.deployment.ApplicationSecrets;
import io.weir.internal.settings.Deferred;
import io.weir.internal.settings.Settings;
import io.weir.internal.settings.SharedSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A member of the cluster in a JVM of its own, which ends with this one. */
public final class Neighbour implements AutoCloseable {

  private static final String READY = "ready";

  private final Process process;

  private Neighbour(Process process) {
    this.process = process;
  }

  /**
   * Starts a member and waits until it is ready.
   *
   * @param port of that member
   * @param other port of the member in this JVM
   */
  public static Neighbour start(int port, int other) {
    try {
      Neighbour neighbour =
          new Neighbour(
              new ProcessBuilder(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-Xmx256m",
                      Quiet.ARGUMENT,
                      "-cp",
                      System.getProperty("java.class.path"),
                      Neighbour.class.getName(),
                      Integer.toString(port),
                      Integer.toString(other))
                  .redirectError(ProcessBuilder.Redirect.DISCARD)
                  .start());
      neighbour.await();
      return neighbour;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void await() throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    if (!READY.equals(lines.readLine())) {
      close();
      throw new IOException("the second member did not start");
    }
  }

  /** Ends the member. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Runs the member until its standard input ends, which happens however the other JVM ends. */
  public static void main(String[] ports) throws IOException {
    Map<String, String> settings =
        Cluster.member(Integer.parseInt(ports[0]), Integer.parseInt(ports[1]));
    Settings read = new Settings("rate-limit", Map.of(), SharedSettings.onThisServer(settings));
    Deferred<ClusterPolicy> policy = ClusterPolicy.of(read);
    read.mistakes().resolve(ApplicationSecrets.provider().ofThisMachine());
    SharedCounting counting = SharedCounting.join(policy.get());
    System.out.println(READY);
    while (System.in.read() >= 0) {
      // The other JVM sends nothing.
    }
    counting.leave();
  }
}
