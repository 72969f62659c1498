package io.weir.bench;

import com.hazelcast.core.HazelcastInstance;
import io.weir.internal.counting.cluster.SharedCounting;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A member of a cluster in a JVM of its own, which ends with this one. */
public final class Neighbour implements AutoCloseable {

  private static final String READY = "ready";

  private final Process process;

  private Neighbour(Process process) {
    this.process = process;
  }

  /**
   * Starts a member of Weir, and waits until it is ready.
   *
   * @param ports of all members, that of the new one first
   */
  public static Neighbour start(List<Integer> ports) {
    return start("weir", ports);
  }

  /** Starts a member of Hazelcast alone. */
  static Neighbour startPlain(List<Integer> ports) {
    return start("plain", ports);
  }

  private static Neighbour start(String kind, List<Integer> ports) {
    try {
      List<String> command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx256m",
                  Quiet.ARGUMENT,
                  "-cp",
                  System.getProperty("java.class.path"),
                  Neighbour.class.getName(),
                  kind));
      ports.forEach(port -> command.add(port.toString()));
      Neighbour neighbour =
          new Neighbour(
              new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
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
      throw new IOException("another member did not start");
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
  public static void main(String[] args) throws IOException {
    List<Integer> ports = Stream.of(args).skip(1).map(Integer::valueOf).toList();
    if (args[0].equals("plain")) {
      HazelcastInstance member = PlainMember.start(ports);
      awaitEnd();
      member.shutdown();
    } else {
      SharedCounting counting = Cluster.join(Cluster.member(ports));
      awaitEnd();
      counting.leave();
    }
  }

  private static void awaitEnd() throws IOException {
    System.out.println(READY);
    while (System.in.read() >= 0) {
      // The other JVM sends nothing.
    }
  }
}
