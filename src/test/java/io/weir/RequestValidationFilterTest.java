package io.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.internal.events.EventCounters.Count;
import io.weir.internal.events.Verdict;
import io.weir.secrets.CapturedLog;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The request validation over real HTTP, in a container that is neither WildFly nor Payara. */
class RequestValidationFilterTest {

  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");
  private static final Map<String, String> FORM =
      Map.of("Content-Type", "application/x-www-form-urlencoded");
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0};

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir private Path folder;
  private @Nullable EmbeddedServer running;

  private final Application application = new Application();

  /** Reads its request as its path says, and answers what it has read. */
  private static final class Application extends HttpServlet {

    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws ServletException, IOException {
      runs.incrementAndGet();
      String path = request.getServletPath();
      String how = path.substring(path.lastIndexOf('/') + 1);
      switch (how) {
        case "swallow" -> {
          try {
            request.getInputStream().readAllBytes();
          } catch (IOException e) {
            response.sendError(500, "the application found an error");
          }
        }
        case "listen" -> listen(request, response);
        case "dispatch" -> {
          if (request.getDispatcherType() == DispatcherType.ASYNC) {
            print(response, parameters(request));
          } else {
            request.startAsync().dispatch();
          }
        }
        case "forward" ->
            request.getRequestDispatcher("/any/param?more=<b>").forward(request, response);
        default -> print(response, read(how, request));
      }
    }

    private static void print(HttpServletResponse response, String text) throws IOException {
      response.setCharacterEncoding("UTF-8");
      response.getWriter().print(text);
    }

    private String read(String how, HttpServletRequest request)
        throws IOException, ServletException {
      return switch (how) {
        case "param" -> parameters(request);
        case "utf8" -> {
          request.setCharacterEncoding("UTF-8");
          yield parameters(request);
        }
        case "reader" -> request.getReader().lines().collect(Collectors.joining("\n"));
        case "query" -> request.getQueryString() + " " + parameters(request);
        case "length" -> {
          byte[] body = request.getInputStream().readAllBytes();
          yield "%s %s %s %s"
              .formatted(
                  request.getContentLength(),
                  request.getHeader("Content-Length"),
                  body.length,
                  new String(body, StandardCharsets.UTF_8));
        }
        case "parts" -> {
          StringBuilder all = new StringBuilder();
          for (Part part : request.getParts()) {
            all.append(part.getName()).append(':').append(part.getSize()).append(' ');
          }
          yield all + parameters(request);
        }
        case "discard" -> {
          long count = 0;
          byte[] buffer = new byte[8192];
          InputStream in = request.getInputStream();
          for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            count += read;
            bytes.set(count);
          }
          yield Long.toString(count);
        }
        default -> new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      };
    }

    private static String parameters(HttpServletRequest request) {
      Map<String, List<String>> all = new TreeMap<>();
      for (String name : Collections.list(request.getParameterNames())) {
        all.put(name, List.of(request.getParameterValues(name)));
      }
      return all.toString();
    }

    private static void listen(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      AsyncContext async = request.startAsync();
      ServletInputStream in = request.getInputStream();
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      in.setReadListener(
          new ReadListener() {
            @Override
            public void onDataAvailable() throws IOException {
              byte[] buffer = new byte[1024];
              while (in.isReady() && !in.isFinished()) {
                int read = in.read(buffer);
                if (read > 0) {
                  all.write(buffer, 0, read);
                }
              }
            }

            @Override
            public void onAllDataRead() throws IOException {
              response.getOutputStream().print(all.size());
              async.complete();
            }

            @Override
            public void onError(Throwable t) {
              async.complete();
            }
          });
    }
  }

  private EmbeddedServer configured(String checks) throws IOException {
    EmbeddedServer server =
        new EmbeddedServer(folder)
            .parameter("weir.validation.checks", checks)
            .initializer(
                (none, context) -> {
                  ServletRegistration.Dynamic servlet =
                      context.addServlet("application", application);
                  servlet.setAsyncSupported(true);
                  servlet.addMapping("/");
                  servlet.setMultipartConfig(new MultipartConfigElement(""));
                });
    running = server;
    return server;
  }

  private EmbeddedServer server() {
    return Objects.requireNonNull(running);
  }

  private void start(String checks) throws Exception {
    configured(checks).start();
  }

  @AfterEach
  void stop() throws Exception {
    if (running != null) {
      running.close();
    }
  }

  private HttpResponse<String> post(String path, Map<String, String> headers, String body)
      throws Exception {
    return server().send("POST", path, headers, body);
  }

  /** Sends a body without its length. */
  private HttpResponse<String> chunked(String path, Map<String, String> headers, byte[] body)
      throws Exception {
    return send(
        path, headers, BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body)));
  }

  private HttpResponse<String> send(
      String path, Map<String, String> headers, BodyPublisher publisher) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:%s/app%s".formatted(server().port(), path)))
            .POST(publisher);
    headers.forEach(request::header);
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  private void refused(HttpResponse<String> answer, int status, String... details) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(List.of(details)).allSatisfy(detail -> assertThat(answer.body()).contains(detail));
  }

  private static String text(int length) {
    return "x".repeat(length);
  }

  @Test
  void a_request_that_holds_nothing_learns_everything_at_once() throws Exception {
    start(
        """
        prompt: POST /chat body at most 1 MB; texts:/messages/*/content at most 10 characters; json:/model one of gpt-5, gpt-5-mini; json:/messages required
        other:  POST /chat header:X-Version required; json:/temperature number from 0 to 2
        """);
    HttpResponse<String> answer =
        post(
            "/chat",
            JSON,
            "{\"model\":\"secret-model\",\"temperature\":3,\"messages\":[{\"content\":[{\"text\":\"secret text of a user\"}]}]}");

    refused(
        answer,
        400,
        "\"type\":\"urn:weir:problem:invalid-request\"",
        "\"violations\":[\"texts:/messages/*/content must have at most 10 characters.\",\"json:/model must be one of gpt-5, gpt-5-mini.\",\"header:X-Version is required.\",\"json:/temperature must be a number from 0 to 2.\"]");
    assertThat(answer.body()).doesNotContain("secret");
    assertThat(application.runs).hasValue(0);
    assertThat(server().counts("validation"))
        .contains(
            new Count("validation", "prompt", Verdict.REFUSED, 1),
            new Count("validation", "other", Verdict.REFUSED, 1));
  }

  @Test
  void what_holds_reaches_the_application_byte_for_byte() throws Exception {
    start("prompt: POST /chat json:/model one of gpt-5; texts:/messages at most 10 characters");
    String body = " {\"model\" : \"gpt-5\", \"messages\":[\"é\\u00e9\", 1.50] }\n";
    assertThat(post("/chat", JSON, body).body()).isEqualTo(body);
    assertThat(chunked("/chat", JSON, body.getBytes(StandardCharsets.UTF_8)).body())
        .isEqualTo(body);
    assertThat(server().counts("validation"))
        .contains(new Count("validation", "prompt", Verdict.ALLOWED, 2));
  }

  @Test
  void no_pattern_is_searched_in_a_text_that_is_too_long() throws Exception {
    start(
        "c: POST /x json:/a at most 3 characters; json:/a not matching b; json:/c not matching b");
    assertThat(post("/x", JSON, "{\"a\":\"aabb\",\"c\":\"b\"}").body())
        .contains(
            "\"violations\":[\"json:/a must have at most 3 characters.\",\"json:/c must not match a pattern.\"]");
  }

  @Test
  void no_more_than_ten_violations_are_told() throws Exception {
    StringBuilder checks = new StringBuilder("many: POST /x ");
    for (int i = 0; i < 12; i++) {
      checks.append(i == 0 ? "" : "; ").append("json:/f").append(i).append(" required");
    }
    start(checks.toString());
    assertThat(post("/x", JSON, "{}").body()).contains("json:/f9 ").doesNotContain("json:/f10");
  }

  @Test
  void other_paths_and_methods_are_left_alone() throws Exception {
    start("c: POST /x json:/a required");
    assertThat(post("/y", JSON, "no JSON").statusCode()).isEqualTo(200);
    assertThat(server().send("PUT", "/x", JSON, "no JSON").statusCode()).isEqualTo(200);
    assertThat(post("/%78;a=b", JSON, "no JSON").statusCode()).isEqualTo(400);
  }

  @Test
  void a_line_in_shadow_counts_and_refuses_nothing() throws Exception {
    start(
        """
        small: POST /any/** body at most 10 bytes; shadow
        typed: POST /any/** type image/png; json:/a required; shadow
        strip: POST /any/** param:a strip x; shadow
        """
            .replace("type image/png; ", ""));
    assertThat(chunked("/any/echo", JSON, text(20_000).getBytes(StandardCharsets.UTF_8)).body())
        .hasSize(20_000);
    assertThat(post("/any/param", FORM, "a=x" + text(20)).body())
        .isEqualTo("{a=[x" + text(20) + "]}");
    assertThat(server().counts("validation"))
        .contains(
            new Count("validation", "small", Verdict.WOULD_REFUSE, 2),
            new Count("validation", "typed", Verdict.WOULD_REFUSE, 2),
            new Count("validation", "small", Verdict.REFUSED, 0));
  }

  @Test
  void the_mode_off_does_nothing() throws Exception {
    configured("c: /** body at most 1 byte").parameter("weir.validation.mode", "off").start();
    assertThat(post("/x", JSON, "{}").statusCode()).isEqualTo(200);
  }

  @Test
  void mistakes_stop_the_deployment() throws Exception {
    Path list = folder.resolve("words.txt");
    Files.writeString(list, "# words\nfirst\n(second\n");
    EmbeddedServer wrong =
        configured(
                """
                a: /x param:a not matching list:words; param:b not matching list:unknown
                """)
            .parameter("weir.validation.list.words", list.toString());
    assertThatThrownBy(wrong::start)
        .hasMessageContaining(
            "line 3: \"(second\": RE2 does not understand the pattern: missing closing ).")
        .hasMessageContaining(
            "\"list:unknown\": no such list; set weir.validation.list.unknown to a file with one pattern a line, or use list:prompt-patterns, which Weir brings.");
  }

  @Test
  void a_list_that_no_check_names_is_a_mistake() throws Exception {
    EmbeddedServer wrong =
        configured("a: /x param:a not matching list:prompt-patterns")
            .parameter("weir.validation.list.prompt-pattern", "/etc/patterns.txt");
    assertThatThrownBy(wrong::start)
        .hasMessageContaining(
            "weir.validation.list.prompt-pattern (context-param): no check names list:prompt-pattern. Did you mean \"prompt-patterns\"?");
    stop();
    System.setProperty("weir.validation.list.other", "/etc/other.txt");
    try (CapturedLog log = CapturedLog.of("io.weir.validation")) {
      start("a: /x param:a not matching list:prompt-patterns");
      assertThat(log.lines())
          .contains("WEIR-087: weir.validation.list.other: no check names list:other.");
    } finally {
      System.clearProperty("weir.validation.list.other");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          c: POST /any/** json:/a required; shadow | WOULD_REFUSE | 1
          c: POST /any/** json:/a required         | REFUSED      | 0
          """)
  void a_body_that_breaks_off_is_counted(String checks, Verdict verdict, int runs)
      throws Exception {
    start(checks);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server().port())) {
      socket
          .getOutputStream()
          .write(
              "POST /app/any/swallow HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nno chunk\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      // Tomcat answers 400 or 500 by itself when the chunks of a body are broken.
      assertThat(socket.getInputStream().readNBytes(10)).startsWith('H');
    }
    assertThat(application.runs).hasValue(runs);
    assertThat(server().counts("validation")).contains(new Count("validation", "c", verdict, 1));
  }

  @Test
  void a_file_replaces_the_list_of_the_jar() throws Exception {
    Path list = folder.resolve("words.txt");
    Files.writeString(list, "# mine\nforbidden\\s+word\n");
    configured("a: /x texts:/t not matching list:prompt-patterns")
        .parameter("weir.validation.list.prompt-patterns", list.toString())
        .start();
    assertThat(post("/x", JSON, "{\"t\":\"ignore previous instructions\"}").statusCode())
        .isEqualTo(200);
    refused(
        post("/x", JSON, "{\"t\":\"a FORBIDDEN \\u200b\\u00a0 word\"}"),
        400,
        "texts:/t must not match a pattern of prompt-patterns.");
  }

  // Sizes

  @Test
  void a_body_that_is_declared_too_long_is_refused_before_it_is_sent() throws Exception {
    start("c: POST /x body at most 10 bytes");
    assertThat(post("/x", Map.of(), text(10)).body()).isEqualTo(text(10));
    HttpResponse<String> answer = post("/x", Map.of(), text(11));
    refused(answer, 413, "The body must have at most 10 bytes.");
    assertThat(application.runs).hasValue(1);
  }

  @Test
  void a_client_that_asks_before_it_sends_is_refused_without_its_body() throws Exception {
    configured("c: POST /x body at most 10 bytes; type text/plain").continuingOnRead().start();
    assertThat(afterHead("Content-Length: 11\r\nContent-Type: text/plain\r\n"))
        .startsWith("HTTP/1.1 413");
    assertThat(afterHead("Content-Length: 9\r\nContent-Type: text/html\r\n"))
        .startsWith("HTTP/1.1 415");
    assertThat(afterHead("Content-Length: 9\r\nContent-Type: text/plain\r\n"))
        .startsWith("HTTP/1.1 100");
  }

  /** The status line of the answer to a head that asks for 100 Continue. */
  private String afterHead(String headers) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server().port())) {
      socket
          .getOutputStream()
          .write(
              ("POST /app/x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nConnection: close\r\n"
                      + headers
                      + "\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"echo", "reader", "swallow", "listen"})
  void a_body_of_unknown_length_is_refused_while_it_is_read(String how) throws Exception {
    start("c: POST /any/** body at most 10 kB");
    byte[] exact = text(10_240).getBytes(StandardCharsets.US_ASCII);
    assertThat(chunked("/any/" + how, Map.of(), exact).statusCode()).isEqualTo(200);
    byte[] longer = text(10_241).getBytes(StandardCharsets.US_ASCII);
    refused(chunked("/any/" + how, Map.of(), longer), 413, "The body must have at most 10 kB.");
  }

  @Test
  void a_form_of_unknown_length_is_limited_too() throws Exception {
    start("c: POST /any/** body at most 1 kB");
    assertThat(chunked("/any/param", FORM, "a=1&b=2".getBytes(StandardCharsets.US_ASCII)).body())
        .isEqualTo("{a=[1], b=[2]}");
    refused(
        chunked("/any/param", FORM, ("a=" + text(1100)).getBytes(StandardCharsets.US_ASCII)), 413);
  }

  @Test
  void a_hundred_megabytes_take_no_memory() throws Exception {
    start("c: POST /any/** body at most 101 MB\nd: POST /any/small/** body at most 1 MB");
    AtomicLong sent = new AtomicLong();
    long megabytes = 100;
    BodyPublisher endless =
        BodyPublishers.ofInputStream(
            () ->
                new InputStream() {
                  @Override
                  public int read() {
                    return sent.incrementAndGet() > megabytes << 20 ? -1 : 'x';
                  }

                  @Override
                  public int read(byte[] target, int offset, int length) {
                    if (sent.get() >= megabytes << 20) {
                      return -1;
                    }
                    java.util.Arrays.fill(target, offset, offset + length, (byte) 'x');
                    sent.addAndGet(length);
                    return length;
                  }
                });
    long before = allocated();
    assertThat(send("/any/discard", Map.of(), endless).body()).isEqualTo(sent.toString());
    assertThat(sent.get()).isGreaterThanOrEqualTo(megabytes << 20);
    assertThat(allocated() - before).isLessThan(megabytes << 20);

    assertThat(rawChunks("/app/any/small/discard", 3 << 20)).startsWith("HTTP/1.1 413");
    assertThat(application.bytes.get()).isLessThanOrEqualTo(1 << 20);
  }

  /** What the threads of the server have allocated. */
  private static long allocated() {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().contains("-exec-"))
        .mapToLong(thread -> threads.getThreadAllocatedBytes(thread.getId()))
        .sum();
  }

  /** Sends chunks until the server answers. */
  private String rawChunks(String target, int most) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server().port())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          "POST %s HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
              .formatted(target)
              .getBytes(StandardCharsets.US_ASCII));
      byte[] chunk = ("400\r\n" + text(1024) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      int sent = 0;
      while (sent < most && socket.getInputStream().available() == 0) {
        out.write(chunk);
        sent += 1024;
      }
      return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void a_check_of_json_limits_the_body_by_itself() throws Exception {
    start("c: POST /x json:/a required\nd: POST /y json:/a required; body at most 2 MB");
    String large = "{\"a\":\"" + text(1 << 20) + "\"}";
    refused(post("/x", JSON, large), 413, "The body must have at most 1 MB.");
    refused(
        chunked("/x", JSON, large.getBytes(StandardCharsets.US_ASCII)),
        413,
        "The body must have at most 1 MB.");
    assertThat(post("/y", JSON, large).body()).isEqualTo(large);
  }

  // Types

  @ParameterizedTest
  @CsvSource({
    "image/png,                   200",
    "IMAGE/PNG; a=b,              200",
    "image/gif,                   415",
    "image/pngx,                  415",
    "text/plain,                  415",
    "application/octet-stream,    415",
  })
  void what_is_declared_must_be_one_of_the_types(String type, int status) throws Exception {
    start("upload: POST /x type image/png, image/jpeg");
    assertThat(
            send("/x", Map.of("Content-Type", type), BodyPublishers.ofByteArray(PNG)).statusCode())
        .isEqualTo(status);
  }

  @Test
  void a_type_must_be_declared_once_where_there_is_a_body() throws Exception {
    configured("upload: /x type image/png, text/plain").continuingOnRead().start();
    refused(
        post("/x", Map.of(), "x"), 415, "The content type must be one of image/png, text/plain.");
    assertThat(server().send("GET", "/x", Map.of()).statusCode()).isEqualTo(200);
    String two = "Content-Type: text/plain\r\nContent-Type: text/html\r\nContent-Length: 1\r\n";
    assertThat(afterHead(two)).startsWith("HTTP/1.1 415");
  }

  @ParameterizedTest
  @CsvSource({
    "image/png,        89504e470d0a1a0a00, 200",
    "image/png,        89504e470d0a1a,     415",
    "image/png,        ffd8ffe0,           415",
    "image/jpeg,       ffd8ffe000104a46,   200",
    "image/gif,        474946383961ffff,   200",
    "image/gif,        474946383861ffff,   415",
    "image/webp,       52494646010203045745425056503820, 200",
    "image/webp,       52494646010203045741564556503820, 415",
    "audio/wav,        52494646010203045741564556503820, 200",
    "application/pdf,  255044462d312e37,   200",
    "application/pdf,  0a255044462d312e,   415",
    "application/zip,  504b030414000000,   200",
    "application/zip,  1f8b0800,           415",
    "application/gzip, 1f8b0800,           200",
    "text/plain,       ffd8ffe0,           200",
  })
  void the_bytes_must_be_what_is_declared(String type, String hex, int status) throws Exception {
    start("c: POST /x type image/*, application/*, audio/*, text/plain; body at most 1 MB");
    byte[] body = java.util.HexFormat.of().parseHex(hex);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%s/app/x".formatted(server().port())))
            .header("Content-Type", type);
    HttpResponse<byte[]> answer =
        HTTP.send(
            request.POST(BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(chunked("/x", Map.of("Content-Type", type), body).statusCode()).isEqualTo(status);
  }

  @Test
  void over_http_2_a_request_without_a_body_has_no_type() throws Exception {
    configured(
            """
            c: /x   type application/json; body at most 10 bytes
            d: /y   json:/a number
            e: /z   type image/png
            """)
        .overHttp2()
        .start();
    HttpClient http2 = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    for (String path : List.of("/x", "/x", "/y", "/z")) {
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:%s/app%s".formatted(server().port(), path)))
              .DELETE()
              .build();
      HttpResponse<String> answer = http2.send(request, BodyHandlers.ofString());
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
    HttpRequest withBody =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%s/app/y".formatted(server().port())))
            .method(
                "DELETE",
                BodyPublishers.ofInputStream(
                    () ->
                        new java.io.ByteArrayInputStream(
                            "no JSON".getBytes(StandardCharsets.US_ASCII))))
            .build();
    assertThat(http2.send(withBody, BodyHandlers.ofString()).statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, gzip,     415",
    "POST, identity, 200",
    "POST, br,       415",
  })
  void compressed_bodies_are_told_apart(String method, String coding, int status) throws Exception {
    start("c: POST /x json:/a required\nd: POST /y body at most 1 MB");
    HttpResponse<String> answer =
        post(
            "/x",
            Map.of("Content-Type", "application/json", "Content-Encoding", coding),
            "{\"a\":1}");
    assertThat(answer.statusCode()).isEqualTo(status);
    if (status == 415) {
      refused(answer, 415, "The body must not be compressed.");
      assertThat(answer.headers().firstValue("Accept-Encoding")).contains("identity");
    }
    assertThat(post("/y", Map.of("Content-Encoding", coding), "x").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "application/json,                    200",
    "application/json;charset=utf-8,      200",
    "application/json; charset=\"UTF-8\", 200",
    "application/json;charset=us-ascii,   200",
    "application/json;charset=iso-8859-1, 415",
    "application/json;charset=utf-7,      415",
    "application/json;charset=ibm037,     415",
    "application/json;charset=x-unknown,  415",
    "application/json charset=Shift_JIS,  415",
    "application/json;xcharset=Shift_JIS, 415",
    "application/json;charset=utf-8;charset=utf-16, 415",
    "multipart/form-data; boundary=x,     415",
  })
  void json_in_other_charsets_is_refused(String type, int status) throws Exception {
    start("c: POST /x json:/a required");
    assertThat(post("/x", Map.of("Content-Type", type), "{\"a\":1}").statusCode())
        .isEqualTo(status);
  }

  // Parameters

  @Test
  void every_value_of_a_parameter_counts() throws Exception {
    start("names: POST /any/** param:name at most 3 characters; param:name not matching \"[<>]\"");
    assertThat(post("/any/param?name=abc", FORM, "name=%C3%A4%C3%B6%C3%BC&x=%00").statusCode())
        .isEqualTo(200);
    refused(post("/any/param?name=abcd", FORM, "name=a"), 400, "at most 3 characters");
    refused(post("/any/param?name=a", FORM, "name=a&name=%3C"), 400, "must not match a pattern");
    refused(post("/any/param", FORM, "name=%EF%BC%9C"), 400, "must not match a pattern");
    refused(post("/any/param", FORM, "n%61me=abcd"), 400, "at most 3 characters");
    refused(post("/any/param", FORM, "name=%"), 400, "The parameters must be encoded correctly.");
    refused(
        post(
            "/any/param",
            Map.of("Content-Type", "application/x-www-form-urlencoded;charset=utf-16"),
            "name=a"),
        400,
        "The parameters must be encoded correctly.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " charset=UTF-16BE",
        ";xcharset=UTF-16BE",
        ";x=\";charset=utf-8\";charset=UTF-16BE",
        ";charset=utf-8;charset=UTF-16BE",
        ";charset=UTF-16BE;charset=utf-8",
        ";charset =UTF-16BE",
        ";charset='UTF-16BE'",
        ";charset=x-unknown",
        ";charset=utf-8;charset=iso-8859-1"
      })
  void no_charset_hides_parameters(String rest) throws Exception {
    start("c: POST /any/** param:name not matching <");
    String hidden = "%00n%00a%00m%00e=%00%3C";
    Map<String, String> type = Map.of("Content-Type", FORM.get("Content-Type") + rest);
    refused(post("/any/param", type, hidden), 400, "The parameters must be encoded correctly.");
    refused(post("/any/param?" + hidden, type, ""), 400);
    assertThat(application.runs).hasValue(0);
  }

  @Test
  void a_default_charset_of_the_application_hides_no_parameters() throws Exception {
    configured("c: POST /x json:/a required")
        .initializer((none, context) -> context.setRequestCharacterEncoding("Shift_JIS"))
        .start();
    refused(post("/x", JSON, "{\"a\":1}"), 415, "The body must be JSON in UTF-8.");
    stop();
    configured("c: POST /any/** param:name not matching [<\u00e4]")
        .initializer((none, context) -> context.setRequestCharacterEncoding("UTF-16BE"))
        .start();
    refused(post("/any/param", FORM, "%00n%00a%00m%00e=%00%3C"), 400);
    stop();
    configured("c: POST /any/** param:name not matching [<\u00e4]")
        .initializer((none, context) -> context.setRequestCharacterEncoding("ISO-8859-1"))
        .start();
    refused(post("/any/param", FORM, "name=%E4"), 400);
    assertThat(post("/any/param", FORM, "name=%C3%A4").body()).isEqualTo("{name=[Ã¤]}");
  }

  @Test
  void a_form_that_is_checked_reads_as_it_was_sent() throws Exception {
    start("c: POST /any/** param:a at most 10 characters");
    String form = "a=1&b=%C3%A9&&c&=d&e=x+y";
    assertThat(post("/any/echo", FORM, form).body()).isEqualTo(form);
    assertThat(post("/any/reader", FORM, form).body()).isEqualTo(form);
    assertThat(post("/any/utf8?a=0", FORM, form).body())
        .isEqualTo("{=[d], a=[0, 1], b=[é], c=[], e=[x y]}");
  }

  /** Asks for a parameter before any filter, and so has the server read the form. */
  private static final class EarlyReader implements ServletRequestListener {

    @Override
    public void requestInitialized(ServletRequestEvent event) {
      event.getServletRequest().getParameter("name");
    }
  }

  @Test
  void a_form_that_an_earlier_filter_has_read_is_checked_and_changed() throws Exception {
    running =
        new EmbeddedServer(folder)
            .servlet("/", application)
            .initializer((none, context) -> context.addListener(new EarlyReader()))
            .declare(
                RequestValidationFilter.class,
                Map.of("checks", "c: /any/** param:name not matching <; param:text strip <"))
            .start();
    byte[] bad = "name=%3C".getBytes(StandardCharsets.US_ASCII);
    byte[] good = "name=a&text=%3Cb".getBytes(StandardCharsets.US_ASCII);
    refused(chunked("/any/param", FORM, bad), 400, "param:name must not match a pattern.");
    refused(send("/any/param", FORM, BodyPublishers.ofByteArray(bad)), 400);
    assertThat(chunked("/any/param", FORM, good).body()).isEqualTo("{name=[a], text=[b]}");
    assertThat(chunked("/any/param?name=q", FORM, good).body())
        .isEqualTo("{name=[q, a], text=[b]}");
  }

  @Test
  void what_is_stripped_is_gone_in_every_view() throws Exception {
    start(
        """
        clean: /any/** param:text strip "[<>""']"; param:text trim
        """);
    String form = "text=+%3Cb%3EO'Brien%20%22&other=%3C'&tex%74=%3c";
    assertThat(post("/any/param", FORM, form).body()).isEqualTo("{other=[<'], text=[bOBrien, ]}");
    assertThat(post("/any/echo", FORM, form).body()).isEqualTo("text=bOBrien&other=%3C'&tex%74=");
    assertThat(post("/any/length", FORM, form).body())
        .isEqualTo("31 31 31 text=bOBrien&other=%3C'&tex%74=");
    assertThat(chunked("/any/length", FORM, form.getBytes(StandardCharsets.US_ASCII)).body())
        .isEqualTo("-1 null 31 text=bOBrien&other=%3C'&tex%74=");
    assertThat(server().send("GET", "/any/query?a=%3C&text=%3Cb%3E&b", Map.of()).body())
        .isEqualTo("a=%3C&text=b&b {a=[<], b=[], text=[b]}");
    assertThat(post("/any/dispatch?text=%3C1", FORM, form).body())
        .isEqualTo("{other=[<'], text=[1, bOBrien, ]}");
    assertThat(post("/any/forward?text=%3C1", FORM, form).body())
        .isEqualTo("{more=[<b>], other=[<'], text=[1, bOBrien, ]}");
  }

  private static final String TOO_MUCH_TO_STRIP =
      "param:text cannot be changed: the request has more than 262144 characters or 4096 texts to be compared with patterns.";

  @Test
  void no_more_is_stripped_than_is_compared_with_patterns() throws Exception {
    start("clean: /any/** param:text strip <; param:other trim");
    String most = "a".repeat(262_143) + "%3C";

    assertThat(post("/any/echo", FORM, "text=" + most).body()).hasSize("text=".length() + 262_143);
    refused(post("/any/echo", FORM, "text=a" + most), 400, TOO_MUCH_TO_STRIP);
    refused(post("/any/echo", FORM, "text=&".repeat(4097)), 400, TOO_MUCH_TO_STRIP);
    assertThat(post("/any/echo", FORM, "x=" + most + most).statusCode()).isEqualTo(200);
  }

  @Test
  void so_it_is_in_a_form_that_another_filter_has_read() throws Exception {
    configured("clean: /any/** param:text strip <")
        .filter(
            (request, response, chain) -> {
              request.getParameter("text");
              chain.doFilter(request, response);
            })
        .declare(RequestValidationFilter.class, Map.of())
        .start();

    refused(post("/any/param", FORM, "text=" + "a".repeat(262_145)), 400, TOO_MUCH_TO_STRIP);
    assertThat(post("/any/param", FORM, "text=%3Ca").body()).isEqualTo("{text=[a]}");
  }

  /** Where an application forwards to is its own decision: a client asks for one path. */
  @Test
  void the_path_that_a_client_asks_for_is_checked_and_not_that_of_a_forward() throws Exception {
    start(
        """
        asked: /any/forward param:text not matching <
        other: /any/param   param:text required; param:text not matching >
        """);
    refused(post("/any/forward", FORM, "text=%3C"), 400, "param:text must not match a pattern.");
    for (String path : List.of("/any/x/../forward", "/any/%66orward", "/any/forward;a=b")) {
      assertThat(post(path, FORM, "text=%3C").statusCode()).as(path).isIn(400, 404);
    }
    refused(post("/any/param", FORM, "text=%3E"), 400, "param:text must not match a pattern.");
    assertThat(post("/any/forward", FORM, "text=%3E").body()).isEqualTo("{more=[<b>], text=[>]}");
  }

  @Test
  void what_only_comes_to_light_by_stripping_is_stripped_too() throws Exception {
    start("clean: /any/** param:text strip script");
    assertThat(post("/any/param", FORM, "text=scrscriptipt1").body()).isEqualTo("{text=[1]}");
    refused(
        post("/any/param", FORM, "text=" + "scr".repeat(40) + "ipt".repeat(40)),
        400,
        "param:text has characters that are not allowed here.");
  }

  @Test
  void parameters_and_the_form_are_the_same_whatever_the_order_of_changes() throws Exception {
    start("clean: /any/** param:text trim; param:text strip <");
    assertThat(post("/any/param", FORM, "text=a+%3C").body()).isEqualTo("{text=[a]}");
    assertThat(post("/any/echo", FORM, "text=a+%3C").body()).isEqualTo("text=a");
  }

  @Test
  void checks_see_what_is_left() throws Exception {
    start("clean: /any/** param:text trim; param:text required");
    assertThat(post("/any/param", FORM, "text=+a+").body()).isEqualTo("{text=[a]}");
    refused(post("/any/param", FORM, "text=+++"), 400, "param:text is required.");
    refused(post("/any/param", FORM, "other=a"), 400, "param:text is required.");
  }

  @ParameterizedTest
  @CsvSource({
    "application/x-www-form-urlencoded;charset=utf-16, text=%3C",
    "application/x-www-form-urlencoded;charset=utf-7, text=%3C",
    "application/x-www-form-urlencoded;charset=shift_jis, text=%3C",
    "application/x-www-form-urlencoded, text=%3C&x=%4",
  })
  void a_form_that_cannot_be_rewritten_exactly_is_refused(String type, String form)
      throws Exception {
    start("clean: /any/** param:text strip <");
    refused(post("/any/param", Map.of("Content-Type", type), form), 400);
    assertThat(application.runs).hasValue(0);
  }

  @Test
  void latin_forms_are_rewritten_in_their_charset() throws Exception {
    start("clean: /any/** param:text strip [<é]");
    Map<String, String> latin =
        Map.of("Content-Type", "application/x-www-form-urlencoded;charset=iso-8859-1");
    assertThat(post("/any/param", latin, "text=%E9%3C%E4").body()).isEqualTo("{text=[ä]}");
    assertThat(post("/any/echo", latin, "text=%E9%3C%E4").body()).isEqualTo("text=%E4");
  }

  // Uploads

  private static String multipart(String... parts) {
    StringBuilder form = new StringBuilder();
    for (String part : parts) {
      form.append("--XX\r\nContent-Disposition: form-data; ").append(part).append("\r\n");
    }
    return form + "--XX--\r\n";
  }

  private static final Map<String, String> MULTIPART =
      Map.of("Content-Type", "multipart/form-data; boundary=XX");

  private static String png(String name, String type, String start) {
    return "name=\"%s\"; filename=\"a.png\"\r\nContent-Type: %s\r\n\r\n%s"
        .formatted(name, type, start);
  }

  private HttpResponse<String> upload(String path, String form) throws Exception {
    return send(
        path, MULTIPART, BodyPublishers.ofByteArray(form.getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static final String PNG_START = new String(PNG, StandardCharsets.ISO_8859_1);

  @Test
  void fields_of_an_upload_are_checked_when_the_application_asks() throws Exception {
    start("c: POST /any/** body at most 10 kB; param:name at most 3 characters");
    String good = multipart("name=\"name\"\r\n\r\nabc", png("file", "image/png", PNG_START));
    assertThat(upload("/any/parts", good).body()).isEqualTo("name:3 file:10 {name=[abc]}");
    String bad = multipart("name=\"name\"\r\n\r\nabcd");
    refused(upload("/any/parts", bad), 400, "param:name must have at most 3 characters.");
    refused(upload("/any/param", bad), 400, "param:name must have at most 3 characters.");
    refused(upload("/any/echo", good), 415, "The fields of this form cannot be checked.");
    String hidden = multipart(png("name", "text/plain", "abc"));
    refused(upload("/any/parts", hidden), 400, "param:name must have at most 3 characters.");
    assertThat(server().counts("validation"))
        .contains(
            new Count("validation", "c", Verdict.ALLOWED, 1),
            new Count("validation", "c", Verdict.REFUSED, 4));
  }

  @Test
  void files_of_an_upload_must_be_of_the_types() throws Exception {
    start("upload: POST /any/** body at most 1 MB; type image/png, image/jpeg");
    assertThat(upload("/any/parts", multipart(png("file", "image/png", PNG_START))).statusCode())
        .isEqualTo(200);
    refused(
        upload("/any/parts", multipart(png("file", "image/png", "<svg>"))),
        415,
        "Each file must be one of image/png, image/jpeg.");
    refused(upload("/any/parts", multipart(png("file", "text/html", PNG_START))), 415);
    refused(upload("/any/echo", multipart(png("file", "image/png", PNG_START))), 415);
  }

  @Test
  void a_part_with_a_type_is_a_file_even_without_a_name() throws Exception {
    start("upload: POST /any/** body at most 1 MB; type image/png, image/jpeg");
    refused(
        upload("/any/parts", multipart("name=\"file\"\r\nContent-Type: text/html\r\n\r\n<b>")),
        415,
        "Each file must be one of image/png, image/jpeg.");
    String texts =
        multipart(
            "name=\"a\"\r\n\r\n<b>",
            "name=\"b\"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n<b>");
    assertThat(upload("/any/parts", texts).statusCode()).isEqualTo(200);
  }

  @Test
  void an_upload_is_stripped_of_nothing() throws Exception {
    start("clean: POST /any/** param:text strip <");
    assertThat(upload("/any/parts", multipart("name=\"text\"\r\n\r\na")).statusCode())
        .isEqualTo(200);
    refused(
        upload("/any/parts", multipart("name=\"text\"\r\n\r\n<")),
        400,
        "param:text has characters that are not allowed here.");
  }

  @Test
  void an_upload_of_unknown_length_is_read_by_the_application_only() throws Exception {
    start("upload: POST /any/** body at most 1 kB");
    byte[] form =
        multipart(png("file", "image/png", PNG_START)).getBytes(StandardCharsets.ISO_8859_1);
    refused(
        chunked("/any/parts", MULTIPART, form), 411, "A form with files needs a Content-Length.");
    assertThat(chunked("/any/echo", MULTIPART, form).statusCode()).isEqualTo(200);
    byte[] longer =
        multipart(png("file", "image/png", text(2000))).getBytes(StandardCharsets.ISO_8859_1);
    refused(chunked("/any/echo", MULTIPART, longer), 413);
  }

  // JSON

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"a":"x"}                     | 200
          {"a":"xx"}                    | 400
          {"a":"x","a":"xx"}            | 400
          {"a":"xx","a":"x"}            | 400
          {"A":"xx","a":"x"}            | 400
          {"A":"x"}                     | 400
          {"a":null}                    | 400
          {"a":""}                      | 400
          {"a":["x"]}                   | 400
          {"a":1}                       | 200
          {"a":12}                      | 400
          {}                            | 400
          []                            | 400
          {"a":"x"} {}                  | 400
          {"a":"x"                      | 400
          {a:"x"}                       | 400
          {"a":"\\u0078\\u0078"}        | 400
          """)
  void programs_read_json_in_several_ways_and_each_must_hold(String body, int status)
      throws Exception {
    start("c: POST /x json:/a required; json:/a at most 1 character");
    assertThat(post("/x", JSON, body).statusCode()).isEqualTo(status);
    assertThat(post("/x", Map.of("Content-Type", "text/plain"), body).statusCode())
        .isEqualTo(status);
  }

  @Test
  void deep_and_large_json_is_refused() throws Exception {
    start(
        """
        deep: POST /deep json at most 3 levels
        many: POST /many json at most 4 values
        any:  POST /any  json:/a at most 1 character
        """);
    assertThat(post("/deep", JSON, "[[[1]]]").statusCode()).isEqualTo(200);
    refused(post("/deep", JSON, "[[[[1]]]]"), 400, "The JSON must have at most 3 levels.");
    assertThat(post("/many", JSON, "[1,2,{}]").statusCode()).isEqualTo(200);
    refused(post("/many", JSON, "[1,2,{\"a\":1}]"), 400, "The JSON must have at most 4 values.");
    assertThat(post("/any", JSON, "[".repeat(1000) + "]".repeat(1000)).statusCode()).isEqualTo(200);
    refused(post("/any", JSON, "[".repeat(400_000)), 400, "The body must be JSON in UTF-8.");
  }

  @Test
  void json_has_at_most_a_hundred_thousand_values_where_no_number_is_written() throws Exception {
    start(
        """
        some: POST /x json:/0 number
        more: POST /y json:/0 number; json at most 100001 values
        """);
    String allowed = "[1" + ",1".repeat(99_998) + "]";
    String many = "[1" + ",1".repeat(99_999) + "]";
    assertThat(post("/x", JSON, allowed).statusCode()).isEqualTo(200);
    refused(post("/x", JSON, many), 400, "The JSON must have at most 100000 values.");
    assertThat(post("/y", JSON, many).statusCode()).isEqualTo(200);
  }

  @Test
  void patterns_look_at_a_bounded_part_of_a_request_and_what_is_more_is_refused() throws Exception {
    start(
        """
        a: POST /x texts:/* not matching list:prompt-patterns
        b: POST /x texts:/* not matching b; texts:/* not matching c
        s: POST /y texts:/* not matching d; shadow
        e: POST /y json:/last not matching e
        """);
    String one = "\"" + text(200_000) + "\"";
    assertThat(post("/x", JSON, "[" + one + "]").statusCode()).isEqualTo(200);
    refused(
        post("/x", JSON, "[" + one + ",\"" + text(100_000) + "\"]"),
        400,
        "texts:/* cannot be checked: the request has more than 262144 characters or 4096 texts to be compared with patterns.");
    String three = "{\"a\":%s,\"b\":%s,\"last\":\"x\"}".formatted(one, one.replace("x", "y"));
    assertThat(post("/y", JSON, three).statusCode()).isEqualTo(200);
    assertThat(server().counts("validation"))
        .contains(new Count("validation", "s", Verdict.WOULD_REFUSE, 1));
  }

  // What other filters learn

  @Test
  void a_rate_limit_can_be_set_on_those_who_fail() throws Exception {
    configured("c: POST /x json:/a required; body at most 100 bytes; type application/json")
        .parameter("weir.rate-limit.rules", "failing: POST /x 3/minute per ip counting failures")
        .parameter("weir.trusted-proxies", "127.0.0.1")
        .start();
    for (int i = 0; i < 5; i++) {
      assertThat(post("/x", JSON, "{\"a\":1}").statusCode()).isEqualTo(200);
    }
    assertThat(post("/x", JSON, "{}").statusCode()).isEqualTo(400);
    assertThat(post("/x", JSON, text(101)).statusCode()).isEqualTo(413);
    assertThat(post("/x", Map.of("Content-Type", "text/plain"), "x").statusCode()).isEqualTo(415);
    assertThat(post("/x", JSON, "{\"a\":1}").statusCode()).isEqualTo(429);
  }

  @Test
  void a_circuit_learns_nothing_of_what_is_refused() throws Exception {
    configured(
            """
            c: POST /x json:/a required
            d: POST /any/** body at most 10 kB
            """)
        .parameter(
            "weir.circuit-breaker.circuits",
            "x: /x after 1 failure in a row\ny: /any/** after 1 failure in a row")
        .start();
    assertThat(post("/x", JSON, "{}").statusCode()).isEqualTo(400);
    assertThat(post("/x", JSON, "{\"a\":1}").statusCode()).isEqualTo(200);
    byte[] tooLong = text(20_000).getBytes(StandardCharsets.US_ASCII);
    for (String how : List.of("echo", "swallow", "listen")) {
      refused(chunked("/any/" + how, Map.of(), tooLong), 413);
      assertThat(post("/any/echo", Map.of(), "x").statusCode()).as(how).isEqualTo(200);
    }
  }

  @Test
  void what_is_refused_while_it_is_read_is_a_failure_too() throws Exception {
    configured("c: POST /any/** body at most 10 kB; param:name at most 1 character")
        .parameter("weir.rate-limit.rules", "failing: POST /any/** 2/minute counting failures")
        .start();
    refused(chunked("/any/echo", Map.of(), text(20_000).getBytes(StandardCharsets.US_ASCII)), 413);
    refused(upload("/any/parts", multipart("name=\"name\"\r\n\r\nabc")), 400);
    assertThat(post("/any/echo", Map.of(), "x").statusCode()).isEqualTo(429);
  }

  @Test
  void a_body_that_a_rate_limit_has_read_is_checked_and_changed_all_the_same() throws Exception {
    configured(
            """
            json: POST /x json:/a at most 200000 characters
            form: POST /any/** param:text strip <; param:text at most 3 characters
            """)
        .parameter(
            "weir.rate-limit.rules",
            "a: POST /x 100/minute per json:/user\nb: POST /any/** 100/minute per param:text")
        .start();
    for (int length : new int[] {10, 65_000, 65_536, 70_000, 199_000}) {
      String body = "{\"a\":\"" + text(length) + "\"}";
      assertThat(post("/x", JSON, body).body()).isEqualTo(body);
      assertThat(chunked("/x", JSON, body.getBytes(StandardCharsets.US_ASCII)).body())
          .isEqualTo(body);
    }
    refused(post("/x", JSON, "{\"a\":\"" + text(200_001) + "\"}"), 400);
    assertThat(post("/any/param?text=<".replace("<", "%3C"), FORM, "text=a%3Cb&o=1").body())
        .isEqualTo("{o=[1], text=[, ab]}");
    assertThat(post("/any/echo", FORM, "text=a%3Cb&o=1").body()).isEqualTo("text=ab&o=1");
    refused(post("/any/echo", FORM, "text=abcd"), 400);
  }

  @Test
  void a_budget_is_not_spent_by_what_is_refused() throws Exception {
    configured("c: POST /x json:/model required")
        .parameter(
            "weir.budget.budgets", "few: POST /x 100 tokens/hour per global estimate 100 tokens")
        .start();
    assertThat(post("/x", JSON, "{}").statusCode()).isEqualTo(400);
    assertThat(post("/x", JSON, "{}").statusCode()).isEqualTo(400);
    assertThat(post("/x", JSON, "{\"model\":\"a\"}").statusCode()).isEqualTo(200);
  }

  @Test
  void a_login_that_is_invalid_forgives_nothing() throws Exception {
    configured("c: POST /any/** param:user at most 5 characters")
        .parameter(
            "weir.rate-limit.rules",
            "login: POST /any/** 2/minute per ip counting failures success on status 400")
        .start();
    for (int i = 0; i < 2; i++) {
      assertThat(post("/any/param", FORM, "user=nobody-there").statusCode()).isEqualTo(400);
    }
    assertThat(post("/any/param", FORM, "user=alice").statusCode()).isEqualTo(429);
  }

  /** Whatever a client sends, the application gets it as it is, or not at all. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void random_bodies_pass_as_they_are_or_not_at_all(long seed) throws Exception {
    start(
        """
        json: POST /x      body at most 2 kB; json:/a at most 5 characters; json at most 3 levels
        form: POST /any/** body at most 2 kB; param:a at most 5 characters; param:b number
        """);
    Random random = new Random(seed);
    String alphabet = "{}[]\":,ab1 &=%41+\u00e9<\\u0\n";
    for (int i = 0; i < 150; i++) {
      StringBuilder text = new StringBuilder(random.nextInt(5) == 0 ? "{\"a\":\"" : "");
      int length = random.nextInt(random.nextInt(10) == 0 ? 3000 : 40);
      for (int j = 0; j < length; j++) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      text.append(random.nextBoolean() ? "\"}" : "");
      byte[] body = text.toString().getBytes(StandardCharsets.UTF_8);
      boolean isForm = random.nextBoolean();
      String path = isForm ? "/any/echo" : "/x";
      HttpResponse<String> answer =
          random.nextBoolean()
              ? chunked(path, isForm ? FORM : JSON, body)
              : send(path, isForm ? FORM : JSON, BodyPublishers.ofByteArray(body));
      if (answer.statusCode() == 200) {
        assertThat(answer.body()).isEqualTo(text.toString());
      } else {
        assertThat(answer.statusCode()).as(text.toString()).isIn(400, 413);
      }
    }
  }

  @Test
  void a_declared_filter_checks_too() throws Exception {
    running =
        new EmbeddedServer(folder)
            .servlet("/", application)
            .declare(RequestValidationFilter.class, Map.of("checks", "c: /x header:X-A required"))
            .start();
    refused(post("/x", Map.of(), ""), 400, "header:X-A is required.");
    assertThat(post("/x", Map.of("X-A", "1"), "").statusCode()).isEqualTo(200);
  }

  @Test
  void a_variable_of_the_path_is_checked_in_every_view() throws Exception {
    start("call: POST /call/{phone} path:phone matching \"\\+[0-9]{6,15}\"");
    assertThat(post("/call/+491701234567", Map.of(), "").statusCode()).isEqualTo(200);
    assertThat(post("/call/%2B491701234567", Map.of(), "").statusCode()).isEqualTo(200);
    refused(post("/call/+49", Map.of(), ""), 400, "path:phone must match a pattern.");
    refused(post("/call/%2B49170x123456", Map.of(), ""), 400, "path:phone must match a pattern.");
  }
}
