package io.weir.bench;

import io.weir.RateLimitFilter;
import io.weir.WeirInitializer;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.eclipse.jetty.ee10.servlets.DoSFilter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Requests for a small JSON document, over eight kept connections, of 8192 clients behind a trusted
 * proxy. The server is a servlet container in the same JVM.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
@Threads(8)
public class HttpBenchmark {

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
      all:                /**                                        500000000/minute; 900000000/day
      """;

  /** A fixed number, because a busy machine would do too few in a fixed time. */
  private static final int REQUESTS_TO_WARM_UP = 40_000;

  private static final byte[] DOCUMENT =
      "{\"username\":\"alice\",\"role\":\"user\"}".getBytes(StandardCharsets.UTF_8);

  private static final int TOO_MANY_REQUESTS = 429;

  /** Which filter there is, and whether it refuses. */
  @Param({
    "none",
    "tomcat",
    "jetty",
    "weir",
    "member",
    "alone",
    "watched",
    "static429",
    "tomcat429",
    "weir429",
    "member429",
    "alone429",
    "watched429"
  })
  public String filter = "";

  private final Tomcat tomcat = new Tomcat();
  private final AtomicInteger connections = new AtomicInteger();
  private int expected = HttpServletResponse.SC_OK;

  /** The connection of a thread. */
  @State(Scope.Thread)
  public static class Client {

    private Connection connection;

    /** Connects. */
    @Setup
    public void connect(HttpBenchmark server) throws IOException {
      connection = server.connect();
    }

    /** Leaves. */
    @TearDown
    public void close() throws IOException {
      connection.close();
    }
  }

  /** Starts the server. */
  @Setup
  public void start() throws Exception {
    Path folder = Files.createTempDirectory(Path.of("target"), "bench-http");
    tomcat.setBaseDir(folder.toString());
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    // A connection is kept for all requests.
    tomcat.getConnector().setProperty("maxKeepAliveRequests", "-1");
    Context application = tomcat.addContext("", folder.toAbsolutePath().toString());
    application.setParentClassLoader(HttpBenchmark.class.getClassLoader());
    boolean refuses = filter.endsWith("429");
    expected = refuses ? TOO_MANY_REQUESTS : HttpServletResponse.SC_OK;
    Tomcat.addServlet(
            application,
            "protected",
            new Protected(filter.equals("static429") ? expected : HttpServletResponse.SC_OK))
        .addMapping("/protected");
    declareFilter(application, filter.replace("429", ""), refuses, folder);
    tomcat.start();
    try (Connection connection = connect()) {
      for (int i = 0; i < REQUESTS_TO_WARM_UP; i++) {
        connection.exchange();
      }
    }
  }

  private Connection connect() throws IOException {
    return new Connection(
        tomcat.getConnector().getLocalPort(), connections.getAndIncrement() << 10);
  }

  private static void declareFilter(
      Context application, String filter, boolean refuses, Path folder) throws IOException {
    switch (filter) {
      case "tomcat" ->
          declare(
              application,
              org.apache.catalina.filters.RateLimitFilter.class,
              Map.of(
                  "bucketDuration",
                  "3600",
                  "bucketRequests",
                  refuses ? "1" : "1000000000",
                  "exposeHeaders",
                  "true"));
      case "jetty" -> declare(application, DoSFilter.class, Map.of("maxRequestsPerSec", "200000"));
      case "weir", "member" -> {
        Map<String, String> cluster = filter.equals("weir") ? Map.of() : Cluster.oneMember();
        cluster.forEach(application::addParameter);
        application.addParameter("weir.trusted-proxies", "127.0.0.1");
        declare(
            application,
            RateLimitFilter.class,
            Map.of("rules", refuses ? "all: /** 1/day" : RULES));
      }
      case "alone", "watched" -> {
        application.addParameter("weir.trusted-proxies", "127.0.0.1");
        application.addParameter("weir.rate-limit.rules", refuses ? "all: /** 1/day" : RULES);
        if (filter.equals("watched")) {
          watching(folder.toAbsolutePath()).forEach(application::addParameter);
        }
        application.addServletContainerInitializer(new WeirInitializer(), Set.of());
      }
      default -> {
        // No filter.
      }
    }
  }

  /** Metrics, the status page, the audit log and an alert that never comes. */
  private static Map<String, String> watching(Path folder) throws IOException {
    Path token = Files.writeString(folder.resolve("token"), "0123456789abcdef-token");
    Path url = Files.writeString(folder.resolve("url"), "http://127.0.0.1:9/");
    return Map.of(
        "weir.metrics.path",
        "/metrics",
        "weir.metrics.token",
        "file:" + token,
        "weir.status.path",
        "/weir",
        "weir.status.token",
        "file:" + token,
        "weir.audit.file",
        folder.resolve("audit.jsonl").toString(),
        "weir.alerts",
        "rule all refused over 1000000000/day",
        "weir.alerts.webhook",
        "file:" + url);
  }

  private static void declare(
      Context application, Class<? extends Filter> type, Map<String, String> parameters) {
    FilterDef definition = new FilterDef();
    definition.setFilterName("limits");
    definition.setFilterClass(type.getName());
    definition.setAsyncSupported("true");
    parameters.forEach(definition::addInitParameter);
    application.addFilterDef(definition);
    FilterMap mapping = new FilterMap();
    mapping.setFilterName("limits");
    mapping.addURLPattern("/*");
    application.addFilterMap(mapping);
  }

  /** Stops the server. */
  @TearDown
  public void stop() throws Exception {
    tomcat.stop();
    tomcat.destroy();
  }

  @Benchmark
  public int get(Client client) throws IOException {
    int status = client.connection.exchange();
    if (status != expected) {
      throw new IllegalStateException("status " + status);
    }
    return status;
  }

  /** Answers with the user's name, as the sample's servlet of that path does. */
  private static final class Protected extends HttpServlet {

    private static final long serialVersionUID = 1;

    private final int status;

    Protected(int status) {
      this.status = status;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setStatus(status);
      response.setContentType("application/json");
      response.setHeader("Cache-Control", "no-store");
      response.setContentLength(DOCUMENT.length);
      response.getOutputStream().write(DOCUMENT);
    }
  }
}
