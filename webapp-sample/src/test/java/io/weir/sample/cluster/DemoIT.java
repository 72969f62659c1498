package io.weir.sample.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weir.sample.servers.Demo;
import io.weir.sample.servers.Ports;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The demo as a new user starts it, in a process of its own. */
@Timeout(300)
class DemoIT {

  private static final String CURL = "  curl -i -X POST ";
  private static final String CHAT = "  curl -i -H 'Content-Type: application/json' -d '";
  private static final String PAGE = "A page of another origin that calls the API: ";

  private static final String STATUS = "What Weir does: ";
  private static final String METRICS = "Metrics for Prometheus, for this machine alone: ";

  /** What a failed test would leave behind. */
  private final List<ProcessHandle> started = new ArrayList<>();

  @AfterEach
  void end() {
    started.forEach(ProcessHandle::destroyForcibly);
  }

  @ParameterizedTest
  @CsvSource({"wildfly, INT", "payara, TERM"})
  void refuses_the_third_call_and_ends_with_all_its_processes(String server, String signal)
      throws Exception {
    assumeTrue(isHeard(signal), "whoever started this build had it ignore SIG" + signal);
    Process demo = start(server, Ports.free(2));
    try (BufferedReader lines = demo.inputReader()) {
      List<String> printed = lines.lines().takeWhile(line -> !line.startsWith("Ctrl-C")).toList();

      assertThat(printed.stream().filter(line -> line.startsWith(PAGE)))
          .singleElement()
          .satisfies(DemoIT::assertPage);
      assertThat(printed.stream().filter(line -> line.startsWith(CURL)).map(DemoIT::post))
          .as(String.join("\n", printed))
          .containsExactly(200, 200, 429);
      assertThat(printed.stream().filter(line -> line.startsWith(CHAT)))
          .singleElement()
          .satisfies(DemoIT::assertRefusedByABudget);

      assertThat(printed.stream().filter(line -> line.startsWith(STATUS)))
          .singleElement()
          .satisfies(DemoIT::assertLetIn);
      assertThat(printed.stream().filter(line -> line.startsWith(METRICS)))
          .singleElement()
          .satisfies(DemoIT::assertMetrics);

      List<ProcessHandle> family = demo.descendants().toList();
      started.addAll(family);
      assertThat(family).hasSizeGreaterThanOrEqualTo(2);
      run("kill -%s %d".formatted(signal, demo.pid()));
      demo.waitFor();
      assertThat(family).noneMatch(ProcessHandle::isAlive);
    }
  }

  @Test
  void says_which_port_is_in_use() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Process demo = start("wildfly", List.of(Ports.free(1).get(0), taken.getLocalPort()));
      try (BufferedReader lines = demo.inputReader()) {
        assertThat(lines.lines())
            .anyMatch(
                line ->
                    line.contains(
                        "Port %d of 127.0.0.1 is in use. End what listens there, then start again."
                            .formatted(taken.getLocalPort())));
        assertThat(demo.waitFor()).isNotZero();
      }
    }
  }

  private Process start(String server, List<Integer> ports) throws IOException {
    Process demo =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Ddemo.server=" + server,
                "-Ddemo.war=" + Application.SAMPLE,
                "-Ddemo.ports=%d,%d".formatted(ports.get(0), ports.get(1)),
                "-Ddemo.page=" + Ports.free(1).get(0),
                "-Ddemo.html=" + Path.of("src/page/index.html").toAbsolutePath(),
                same("servers.wildfly"),
                same("servers.payara"),
                same("servers.nodes"),
                same("servers.fork"),
                "-cp",
                System.getProperty("java.class.path"),
                Demo.class.getName())
            .redirectErrorStream(true)
            .start();
    started.add(demo.toHandle());
    return demo;
  }

  private static String same(String property) {
    return "-D%s=%s".formatted(property, System.getProperty(property));
  }

  /** The page is there, and its origin may call the API. */
  private static void assertPage(String line) throws IOException, InterruptedException {
    URI page = URI.create(line.substring(PAGE.length()));
    HttpClient client = HttpClient.newHttpClient();
    assertThat(client.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString()).body())
        .contains("A page of another origin");
    HttpRequest call =
        HttpRequest.newBuilder(URI.create(page.getQuery().substring("api=".length())))
            .header("Origin", "http://" + page.getAuthority())
            .build();
    assertThat(
            client
                .send(call, BodyHandlers.discarding())
                .headers()
                .firstValue("Access-Control-Allow-Origin"))
        .contains("http://" + page.getAuthority());
  }

  /** The code lets in, once. */
  private static void assertLetIn(String line) throws IOException, InterruptedException {
    List<String> uriAndCode =
        List.of(line.substring(STATUS.length()).split("; enter the code |, "));
    HttpRequest enter =
        HttpRequest.newBuilder(URI.create(uriAndCode.get(0) + "/enter"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString("code=" + uriAndCode.get(1)))
            .build();
    HttpClient client = HttpClient.newHttpClient();
    assertThat(client.send(enter, BodyHandlers.discarding()).statusCode()).isEqualTo(303);
    assertThat(client.send(enter, BodyHandlers.discarding()).statusCode()).isEqualTo(401);
  }

  private static void assertMetrics(String line) throws IOException, InterruptedException {
    HttpRequest scrape =
        HttpRequest.newBuilder(URI.create(line.substring(METRICS.length()))).build();
    assertThat(HttpClient.newHttpClient().send(scrape, BodyHandlers.ofString()).body())
        .contains("rate_limit_exceeded_total{endpoint=\"/make-call/{phone}/{scenario}\"");
  }

  private static void assertRefusedByABudget(String curl) throws IOException, InterruptedException {
    List<String> bodyAndUri = List.of(curl.substring(CHAT.length()).split("' ", 2));
    HttpRequest chat =
        HttpRequest.newBuilder(URI.create(bodyAndUri.get(1)))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(bodyAndUri.get(0)))
            .build();
    HttpResponse<String> refused = HttpClient.newHttpClient().send(chat, BodyHandlers.ofString());
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("Budget exhausted: session");
    assertThat(refused.headers().firstValue("X-Budget-Remaining")).hasValue("5.00");
  }

  private static int post(String curl) {
    return Client.newcomer().post(URI.create(curl.substring(CURL.length()))).statusCode();
  }

  /**
   * A process inherits which signals it ignores, as from a shell that runs it in the background.
   */
  private static boolean isHeard(String signal) throws IOException, InterruptedException {
    return run("kill -%s $$".formatted(signal)) != 0;
  }

  private static int run(String command) throws IOException, InterruptedException {
    return new ProcessBuilder("sh", "-c", command).start().waitFor();
  }
}
