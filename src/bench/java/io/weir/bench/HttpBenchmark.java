package io.weir.bench;

import io.weir.RateLimitFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * A request for a small JSON document, over one kept connection to a servlet container in the same
 * JVM, that meets two of the sample's thirteen rules.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 2, time = 1)
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
  private static final int REQUESTS_TO_WARM_UP = 20_000;

  private static final byte[] DOCUMENT =
      "{\"username\":\"alice\",\"role\":\"user\"}".getBytes(StandardCharsets.UTF_8);

  /** Whether there is a filter, and where its buckets are. */
  @Param({"none", "jvm", "one"})
  public String filter = "";

  private final Tomcat tomcat = new Tomcat();
  private Connection connection;

  @Setup
  public void start() throws Exception {
    Path folder = Files.createTempDirectory(Path.of("target"), "bench-http");
    tomcat.setBaseDir(folder.toString());
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    // The connection is kept for all requests.
    tomcat.getConnector().setProperty("maxKeepAliveRequests", "-1");
    Context application = tomcat.addContext("", folder.toAbsolutePath().toString());
    application.setParentClassLoader(HttpBenchmark.class.getClassLoader());
    Tomcat.addServlet(application, "protected", new Protected()).addMapping("/protected");
    if (!filter.equals("none")) {
      declareFilter(application);
    }
    tomcat.start();
    connection = new Connection(tomcat.getConnector().getLocalPort(), "/protected");
    for (int i = 0; i < REQUESTS_TO_WARM_UP; i++) {
      get();
    }
  }

  private void declareFilter(Context application) {
    Map<String, String> cluster =
        filter.equals("jvm")
            ? Cluster.NONE
            : Cluster.member(Cluster.freePort(), Cluster.freePort());
    cluster.forEach(application::addParameter);
    FilterDef definition = new FilterDef();
    definition.setFilterName("limits");
    definition.setFilterClass(RateLimitFilter.class.getName());
    definition.addInitParameter("rules", RULES);
    application.addFilterDef(definition);
    FilterMap mapping = new FilterMap();
    mapping.setFilterName("limits");
    mapping.addURLPattern("/*");
    application.addFilterMap(mapping);
  }

  @TearDown
  public void stop() throws Exception {
    connection.close();
    tomcat.stop();
    tomcat.destroy();
  }

  @Benchmark
  public int get() throws IOException {
    int status = connection.exchange(DOCUMENT.length);
    if (status != 200) {
      throw new IllegalStateException("status " + status);
    }
    return status;
  }

  /** Answers with the user's name, as the sample's servlet of that path does. */
  private static final class Protected extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setContentType("application/json");
      response.setHeader("Cache-Control", "no-store");
      response.setContentLength(DOCUMENT.length);
      response.getOutputStream().write(DOCUMENT);
    }
  }
}
