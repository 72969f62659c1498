package io.weir.sample.servers;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * What the sample's filters cost on a real server: requests a second for {@code GET /status}, over
 * eight kept connections, of 8192 clients behind a trusted proxy, with rules that refuse nothing.
 * The application without Weir and with it run in one server, and take turns.
 *
 * <p>System properties: {@code demo.server} and {@code demo.war}, as for the {@link Demo}; {@code
 * bench.rounds}, 5 if it is not set.
 */
public final class ServerBenchmark {

  private static final int CONNECTIONS = 8;

  /** A power of two. */
  private static final int CLIENTS = 1 << 13;

  private static final Duration WARM_UP = Duration.ofSeconds(12);
  private static final Duration TURN = Duration.ofSeconds(5);

  private static final String RULES =
      """
      token:              /token                                     500000000/minute
      register:           /auth/register                             500000000/minute
      login:              /auth/login                                500000000/minute
      refresh:            /auth/refresh                              500000000/minute
      protected:          /protected                                 500000000/minute
      schedule:     POST  /schedule-call                             500000000/minute  per user
      calls:        POST  /make-call/{phone}/{scenario}              500000000/minute  per user
      number:       POST  /make-call/{phone}/{scenario}              500000000/day     per phone:phone
      custom-calls: POST  /make-custom-call/{phone}/{scenario_id}    500000000/minute  per user
      realtime:           /realtime/session                          500000000/minute
      scenarios:          /realtime/custom-scenario                  500000000/minute
      transcripts:        /twilio-transcripts/create-with-media-url  500000000/minute
      status:       GET   /status                                    500000000/minute
      all:                /**                                        500000000/minute; 900000000/day
      """;

  private static final String NO_FILTERS =
      """
      <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0"/>
      """;

  private ServerBenchmark() {}

  /** Measures, and prints the medians and their ratio. */
  public static void main(String[] arguments) throws Exception {
    Server server = Server.valueOf(SystemProperty.required("demo.server").toUpperCase(Locale.ROOT));
    Path war = SystemProperty.path("demo.war");
    NodeSettings settings =
        NodeSettings.named("bench")
            .property("weir.rate-limit.rules", RULES)
            .property("weir.trusted-proxies", "127.0.0.1");
    try (Node node = server.start(settings)) {
      Path plain = withoutWeir(war, node.log().resolveSibling("plain.war"));
      node.deploy(plain, "plain");
      node.deploy(war, "weir");
      Map<String, List<Double>> rates = new LinkedHashMap<>();
      for (String application : List.of("plain", "weir")) {
        rates.put(application, new ArrayList<>());
        rate(node, application, WARM_UP);
      }
      for (int round = 0; round < Integer.getInteger("bench.rounds", 5); round++) {
        rates.forEach((application, all) -> all.add(rate(node, application, TURN)));
      }
      double without = median(rates.getOrDefault("plain", List.of()));
      double with = median(rates.getOrDefault("weir", List.of()));
      System.out.printf(
          "%s, requests a second: %.0f without Weir, %.0f with it, ratio %.2f; rounds %s%n",
          server, without, with, with / without, rates);
    }
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }

  /** The same application without Weir's jar and without a filter. */
  private static Path withoutWeir(Path war, Path plain) throws IOException {
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(war));
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(plain))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        String name = entry.getName();
        if (!name.startsWith("WEB-INF/lib/weir-")) {
          out.putNextEntry(new ZipEntry(name));
          out.write(
              name.equals("WEB-INF/web.xml")
                  ? NO_FILTERS.getBytes(StandardCharsets.UTF_8)
                  : in.readAllBytes());
        }
      }
    }
    return plain;
  }

  private static double rate(Node node, String application, Duration time) {
    ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
    try {
      long end = System.nanoTime() + time.toNanos();
      List<Callable<Long>> clients = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        int first = i * CLIENTS / CONNECTIONS;
        clients.add(() -> new Client(node.uri().getPort(), application, first).askUntil(end));
      }
      long answers = 0;
      for (Future<Long> client : threads.invokeAll(clients)) {
        answers += client.get();
      }
      return answers / (time.toNanos() / 1e9);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  /** A client with little cost of its own: one connection, one request after another. */
  private record Client(int port, String application, int first) {

    long askUntil(long end) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(30_000);
        InputStream in = new BufferedInputStream(socket.getInputStream());
        long answers = 0;
        for (int client = first; System.nanoTime() - end < 0; client++) {
          socket.getOutputStream().write(request(client & (CLIENTS - 1)));
          readAnswer(in);
          answers++;
        }
        return answers;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private byte[] request(int client) {
      return """
          GET /%s/status HTTP/1.1\r
          Host: localhost\r
          Accept: application/json\r
          X-Forwarded-For: 198.18.%s.%s\r
          \r
          """
          .formatted(application, client >> 8, client & 0xFF)
          .getBytes(StandardCharsets.US_ASCII);
    }

    private static void readAnswer(InputStream in) throws IOException {
      String status = line(in);
      if (!status.contains(" 200 ")) {
        throw new IOException(status);
      }
      long length = -1;
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        if (line.regionMatches(true, 0, "content-length:", 0, "content-length:".length())) {
          length = Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
        }
      }
      in.skipNBytes(length);
    }

    private static String line(InputStream in) throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new EOFException();
        }
        if (c != '\r') {
          line.append((char) c);
        }
      }
      return line.toString();
    }
  }
}
