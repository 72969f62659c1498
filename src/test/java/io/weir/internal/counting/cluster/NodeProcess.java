package io.weir.internal.counting.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A node in a process of its own, such as a {@link CountingNode}; it ends with {@link #close}. */
public final class NodeProcess implements AutoCloseable {

  private final Process process;
  private final Writer in;
  private final BufferedReader out;
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());

  /**
   * What a node admitted.
   *
   * @param longest the longest wait in milliseconds
   * @param admitted of each client
   */
  record Result(long longest, long errors, List<Integer> admitted) {

    int sum() {
      return admitted.stream().mapToInt(Integer::intValue).sum();
    }

    static Result parse(String line) {
      List<String> parts = List.of(line.split(" ", -1));
      return new Result(
          Long.parseLong(parts.get(0)),
          Long.parseLong(parts.get(1)),
          Stream.of(parts.get(2).split(",", -1)).map(Integer::valueOf).toList());
    }
  }

  private NodeProcess(List<String> command) throws IOException {
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    in = process.outputWriter(StandardCharsets.UTF_8);
    out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Starts a node on loopback. It is not ready before {@link #answer} returns. */
  static NodeProcess start(int port, long deadlineMillis, List<Endpoint> members) {
    return start(List.of(), "127.0.0.1", port, deadlineMillis, members);
  }

  /**
   * Starts a node.
   *
   * @param before a command that runs the JVM
   */
  static NodeProcess start(
      List<String> before, String address, int port, long deadlineMillis, List<Endpoint> members) {
    List<String> args =
        new ArrayList<>(List.of(address, Integer.toString(port), Long.toString(deadlineMillis)));
    members.forEach(member -> args.add(member.toString()));
    return start(before, CountingNode.class, args);
  }

  /**
   * Starts the main method of a class. It answers as a {@link CountingNode} does.
   *
   * @param before a command that runs the JVM
   */
  public static NodeProcess start(List<String> before, Class<?> node, List<String> args) {
    List<String> command = new ArrayList<>(before);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            node.getName()));
    command.addAll(args);
    try {
      return new NodeProcess(command);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public NodeProcess ask(String question) {
    try {
      in.write(question + "\n");
      in.flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next answer. */
  public String answer() {
    try {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith("answer ")) {
          return line.substring("answer ".length());
        }
        log.add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException("the node has ended:\n" + String.join("\n", log));
  }

  Result result() {
    return Result.parse(answer());
  }

  /** What the node logged, up to its last answer. */
  public List<String> log() {
    return List.copyOf(log);
  }

  /** Sends a signal, such as {@code STOP}. */
  public void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends the process as {@code kill -9} does; one that is frozen, too. */
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
