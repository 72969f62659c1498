package io.weir.sample.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Two nodes of one Weir cluster with the sample application, until Ctrl-C.
 *
 * <p>System properties: {@code demo.server}, {@code wildfly} or {@code payara}, or {@code
 * wildfly26} or {@code payara5} if the build has unpacked these; {@code demo.war}, the application;
 * {@code demo.ports}, where the two listen in place of {@code 8080,8180}, and {@code demo.page}, a
 * page of another origin in place of {@code 8280}; {@code demo.html}, its file.
 */
public final class Demo {

  private static final List<Integer> PORTS =
      Stream.of(System.getProperty("demo.ports", "8080,8180").split(","))
          .map(Integer::valueOf)
          .toList();

  private static final int PAGE = Integer.getInteger("demo.page", 8280);

  /** 30 000 output tokens of gpt-realtime. */
  private static final String DEAR =
      "{\"model\":\"gpt-realtime\",\"max_tokens\":30000,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";

  private static final Pattern CODE = Pattern.compile("WEIR-131: .*: ([A-Za-z0-9_-]{22})");

  private Demo() {}

  /** Runs until the JVM ends. */
  public static void main(String[] arguments) throws InterruptedException {
    Server server = server(SystemProperty.required("demo.server"));
    Path war = SystemProperty.path("demo.war");
    String name = String.valueOf(war.getFileName()).replace(".war", "");
    long start = System.nanoTime();
    PORTS.forEach(Ports::freeOr); // All are looked at before anything is started.
    // What has started ends if the rest fails.
    try (PageServer page = PageServer.start(PAGE, read(SystemProperty.path("demo.html")));
        Nodes nodes = Nodes.start(server, settings(server, page))) {
      say("Deploying %s on both …".formatted(war.getFileName()));
      nodes.deploy(war, name);
      say(
          "Ready after %d s. Try:"
              .formatted(Duration.ofNanos(System.nanoTime() - start).toSeconds()));
      for (Node node : List.of(nodes.get(0), nodes.get(1), nodes.get(0))) {
        say("  curl -i -X POST " + node.uri("/%s/make-call/+4930123456/welcome".formatted(name)));
      }
      say("The two nodes count together: the third call within a minute is refused (429).");
      say(
          "A budget refuses this at once (403), because it may cost $6.00 and a session has $5.00:");
      say(
          "  curl -i -H 'Content-Type: application/json' -d '%s' %s"
              .formatted(DEAR, nodes.get(0).uri("/%s/chat".formatted(name))));
      say(
          "A page of another origin that calls the API: %s?api=%s"
              .formatted(page.uri(), nodes.get(0).uri("/%s/".formatted(name))));
      say(
          "What Weir does: %s; enter the code %s, which is good once, for 15 minutes"
              .formatted(nodes.get(0).uri("/%s/weir".formatted(name)), code(nodes.get(0))));
      say(
          "Metrics for Prometheus, for this machine alone: "
              + nodes.get(0).uri("/%s/metrics".formatted(name)));
      nodes
          .all()
          .forEach(
              node ->
                  say("%s is process %d; log: %s".formatted(node.name(), node.pid(), node.log())));
      say("Ctrl-C ends both.");
      new CountDownLatch(1).await();
    }
  }

  /** The code of the status page, which the log shows. */
  private static String code(Node node) {
    Matcher code = CODE.matcher(node.logText());
    return code.find() ? code.group(1) : "that the log shows (WEIR-131)";
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<NodeSettings> settings(Server server, PageServer page) {
    List<NodeSettings> nodes = new ArrayList<>();
    for (NodeSettings node : NodeSettings.cluster(PORTS.size())) {
      int port = PORTS.get(nodes.size());
      say("Starting %s %s on http://127.0.0.1:%d …".formatted(server, node.name(), port));
      // Two servers that have just started on one machine may take their time for a first answer.
      nodes.add(
          node.httpPort(port)
              .property("weir.cluster.deadline", "2s")
              .property("weir.cors.allowed-origins", page.origin())
              .property("weir.status.path", "/weir")
              .property("weir.status.code", "true")
              .property("weir.metrics.path", "/metrics")
              .property("weir.metrics.addresses", "127.0.0.0/8"));
    }
    return List.copyOf(nodes);
  }

  /** The build has unpacked the version that the name stands for. */
  private static Server server(String name) {
    return switch (name) {
      case "wildfly", "wildfly26" -> Server.WILDFLY;
      case "payara", "payara5" -> Server.PAYARA;
      default ->
          throw new IllegalArgumentException(
              "demo.server=%s: wildfly, payara, wildfly26 or payara5".formatted(name));
    };
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
