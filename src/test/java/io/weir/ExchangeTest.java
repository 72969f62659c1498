package io.weir;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.client.ClientAddress;
import io.weir.internal.client.TrustedProxies;
import io.weir.internal.exchange.Ending;
import io.weir.internal.exchange.Ending.How;
import io.weir.internal.exchange.Exchange;
import io.weir.internal.path.RequestPath;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An exchange over real HTTP, in a container that is neither WildFly nor Payara. */
class ExchangeTest {

  private static final Duration WORK = Duration.ofSeconds(7);
  private static final int LONGEST_WAIT = 20;

  @TempDir private Path folder;

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final BlockingQueue<Ending> endings = new LinkedBlockingQueue<>();
  private final List<Facts> facts = new CopyOnWriteArrayList<>();

  private record Facts(
      DispatcherType dispatcher,
      ClientAddress client,
      String method,
      boolean preflight,
      String user,
      RequestPath path) {}

  /** The outermost filter of Weir; it listens for the end. */
  private final class Outer implements Filter {
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      InstantSource clock = now::get;
      Exchange exchange = Exchange.of((HttpServletRequest) request, clock);
      if (request.getDispatcherType() == DispatcherType.REQUEST) {
        exchange.onEnd(endings::add);
      }
      run(exchange, request, response, chain);
    }
  }

  /** A filter of the application, between two of Weir. */
  private static final class Between implements Filter {
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      chain.doFilter(new Disguised((HttpServletRequest) request), response);
    }
  }

  private static final class Disguised extends HttpServletRequestWrapper {

    Disguised(HttpServletRequest request) {
      super(request);
    }

    @Override
    public String getRemoteAddr() {
      return "203.0.113.9";
    }

    @Override
    public String getMethod() {
      return "DELETE";
    }

    @Override
    public Principal getUserPrincipal() {
      return () -> getDispatcherType() == DispatcherType.REQUEST ? "alice" : "bob";
    }
  }

  /** Another filter of Weir, which asks for facts. */
  private final class Inner implements Filter {

    private final TrustedProxies policy =
        TrustedProxies.of(List.of(), OptionalInt.empty(), "X-Forwarded-For", 64);

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      HttpServletRequest dispatch = (HttpServletRequest) request;
      Exchange exchange = Exchange.of(dispatch);
      facts.add(
          new Facts(
              dispatch.getDispatcherType(),
              exchange.client(policy),
              exchange.method(),
              exchange.isPreflight(),
              exchange.user(dispatch).orElse(""),
              exchange.path(dispatch)));
      run(exchange, request, response, chain);
    }
  }

  private static void run(
      Exchange exchange, ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    exchange.run(
        (HttpServletRequest) request,
        (HttpServletResponse) response,
        () -> chain.doFilter(request, response));
  }

  /** Behaves as its path says. */
  private final class Endpoint extends HttpServlet {

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws ServletException, IOException {
      if (request.getDispatcherType() == DispatcherType.REQUEST) {
        now.updateAndGet(before -> before.plus(WORK));
      }
      switch (request.getServletPath()) {
        case "/io" -> throw new IOException("an exception that the test wants");
        case "/servlet" -> throw new ServletException("an exception that the test wants");
        case "/runtime" -> throw new IllegalStateException("an exception that the test wants");
        case "/failure" -> throw new AssertionError("an error that the test wants");
        case "/wrapped" -> throw new ServletException(new IOException("a cause"));
        case "/not-found" -> response.sendError(404);
        case "/teapot" -> response.setStatus(418);
        case "/forward" -> request.getRequestDispatcher("/return").forward(request, response);
        case "/forward-caught" -> forwardAndCatch(request, response);
        case "/async" -> async(request, "");
        case "/async-return" -> async(request, "/return");
        case "/async-runtime" -> async(request, "/runtime");
        case "/async-async-return" -> async(request, "/async-return");
        case "/async-throws" -> {
          request.startAsync();
          throw new IllegalStateException("an exception that the test wants");
        }
        case "/timeout" -> request.startAsync().setTimeout(100);
        case "/gone" -> writeForEver(response);
        case "/upgrade" -> request.upgrade(Handler.class);
        default -> response.getWriter().print("ran");
      }
    }

    private void forwardAndCatch(HttpServletRequest request, HttpServletResponse response)
        throws ServletException, IOException {
      try {
        request.getRequestDispatcher("/runtime").forward(request, response);
      } catch (IllegalStateException e) {
        response.setStatus(203);
      }
    }

    private void async(HttpServletRequest request, String next) {
      AsyncContext async = request.startAsync();
      async.start(next.isEmpty() ? async::complete : () -> async.dispatch(next));
    }

    private void writeForEver(HttpServletResponse response) throws IOException {
      byte[] some = new byte[100_000];
      while (true) {
        response.getOutputStream().write(some);
        response.flushBuffer();
      }
    }
  }

  /** An upgraded connection, which is closed at once. */
  public static final class Handler implements HttpUpgradeHandler {

    /** Created by the container. */
    public Handler() {}

    @Override
    public void init(WebConnection connection) {
      try {
        connection.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void destroy() {}
  }

  private EmbeddedServer server() throws IOException {
    return new EmbeddedServer(folder)
        .filter(new Outer())
        .filter(new Between())
        .filter(new Inner())
        .servlet("/", new Endpoint());
  }

  private Ending ending() throws InterruptedException {
    Ending ending = endings.poll(LONGEST_WAIT, TimeUnit.SECONDS);
    assertThat(ending).as("the end of the exchange").isNotNull();
    return ending;
  }

  @ParameterizedTest
  @CsvSource({
    "/return, RETURNED, 200",
    "/teapot, RETURNED, 418",
    "/not-found, RETURNED, 404",
    "/forward, RETURNED, 200",
    "/forward-caught, RETURNED, 203",
    "/async, ASYNC_COMPLETED, 200",
    "/async-return, ASYNC_COMPLETED, 200",
    "/async-async-return, ASYNC_COMPLETED, 200",
    "/timeout, TIMED_OUT, 500"
  })
  void theEndIsToldOnceWithoutAFailure(String path, How how, int status) throws Exception {
    try (EmbeddedServer server = server().start()) {
      server.status("GET", path);
      assertThat(ending()).isEqualTo(new Ending(how, status, null, WORK));
    }
    assertThat(endings).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/io, java.io.IOException",
    "/servlet, jakarta.servlet.ServletException",
    "/wrapped, java.io.IOException",
    "/runtime, java.lang.IllegalStateException",
    "/failure, java.lang.AssertionError",
    "/async-runtime, java.lang.IllegalStateException"
  })
  void theEndIsToldOnceWithWhatTheApplicationThrew(String path, Class<? extends Throwable> type)
      throws Exception {
    try (EmbeddedServer server = server().start()) {
      assertThat(server.status("GET", path)).isEqualTo(500);
      Ending ending = ending();
      assertThat(ending).isEqualTo(new Ending(How.THREW, 500, ending.failure(), WORK));
      assertThat(ending.failed()).isTrue();
      assertThat(root(ending.failure())).isInstanceOf(type);
    }
    assertThat(endings).isEmpty();
  }

  /** Tomcat wraps an {@link Error} in an exception. */
  private static @Nullable Throwable root(@Nullable Throwable failure) {
    return failure == null || failure.getCause() == null ? failure : root(failure.getCause());
  }

  @Test
  void an_exception_ends_an_exchange_that_has_become_asynchronous() throws Exception {
    try (EmbeddedServer server = server().start()) {
      try (Socket socket = connect(server, "/async-throws", "Connection: close")) {
        socket
            .getInputStream()
            .readAllBytes(); // Tomcat may close the connection without a response.
      }
      Ending ending = ending();
      assertThat(ending).isEqualTo(new Ending(How.THREW, 500, ending.failure(), WORK));
      assertThat(ending.failure()).isInstanceOf(IllegalStateException.class);
    }
    assertThat(endings).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"/not-found, RETURNED, 404", "/runtime, THREW, 500", "/timeout, TIMED_OUT, 500"})
  void an_error_page_is_part_of_the_exchange(String path, How how, int status) throws Exception {
    try (EmbeddedServer server = server().errorPage("/page").start()) {
      assertThat(server.send("GET", path, Map.of()).body()).isEqualTo("ran");
      Ending ending = ending();
      assertThat(ending.how()).isEqualTo(how);
      assertThat(ending.status()).isEqualTo(status);
    }
    assertThat(endings).isEmpty();
    assertThat(facts).extracting(Facts::dispatcher).contains(DispatcherType.ERROR);
  }

  @Test
  void a_client_that_is_gone_is_no_failure_of_the_application() throws Exception {
    try (EmbeddedServer server = server().start()) {
      try (Socket socket = connect(server, "/gone", "Connection: close")) {
        assertThat(socket.getInputStream().read()).isNotNegative();
        socket.setSoLinger(true, 0);
      }
      Ending ending = ending();
      assertThat(ending.how()).isEqualTo(How.CLIENT_GONE);
      assertThat(ending.failure()).isInstanceOf(IOException.class);
    }
    assertThat(endings).isEmpty();
  }

  @Test
  void an_upgrade_ends_the_exchange() throws Exception {
    try (EmbeddedServer server = server().start()) {
      try (Socket socket = connect(server, "/upgrade", "Connection: upgrade")) {
        byte[] answer = socket.getInputStream().readAllBytes();
        assertThat(new String(answer, StandardCharsets.ISO_8859_1)).startsWith("HTTP/1.1 101");
      }
      assertThat(ending()).isEqualTo(new Ending(How.UPGRADED, 101, null, WORK));
    }
    assertThat(endings).isEmpty();
  }

  private static Socket connect(EmbeddedServer server, String path, String header)
      throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    String request = "GET /app%s HTTP/1.1\r\nHost: localhost\r\n%s\r\n\r\n".formatted(path, header);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    return socket;
  }

  @Test
  void every_listener_is_told_whatever_the_others_do() throws Exception {
    Filter listening =
        (request, response, chain) -> {
          Exchange exchange = Exchange.of((HttpServletRequest) request);
          exchange.onEnd(
              ending -> {
                throw new IllegalStateException("an exception that the test wants");
              });
          exchange.onEnd(endings::add);
          run(exchange, request, response, chain);
        };
    try (EmbeddedServer server =
        new EmbeddedServer(folder).filter(listening).servlet("/", new Endpoint()).start()) {
      server.status("GET", "/return");
      assertThat(ending().how()).isEqualTo(How.RETURNED);
    }
  }

  /** The server answers for what the application threw, and what listeners threw is with it. */
  @ParameterizedTest
  @ValueSource(strings = {"/io", "/servlet", "/runtime"})
  void what_listeners_throw_does_not_hide_what_the_application_threw(String path) throws Exception {
    BlockingQueue<Throwable> thrown = new LinkedBlockingQueue<>();
    Filter listening =
        (request, response, chain) -> {
          Exchange exchange = Exchange.of((HttpServletRequest) request);
          for (String name : List.of("first", "second")) {
            exchange.onEnd(
                ending -> {
                  endings.add(ending);
                  throw new IllegalStateException(name);
                });
          }
          exchange.onEnd(
              ending -> {
                endings.add(ending);
                throw ending.failure() instanceof RuntimeException e
                    ? e
                    : new IllegalStateException("third");
              });
          try {
            run(exchange, request, response, chain);
          } catch (IOException | ServletException | RuntimeException e) {
            thrown.add(e);
          }
        };
    try (EmbeddedServer server =
        new EmbeddedServer(folder).filter(listening).servlet("/", new Endpoint()).start()) {
      server.status("GET", path);
    }
    assertThat(endings).hasSize(3);
    assertThat(endings).extracting(Ending::failure).containsOnly(thrown.element());
    assertThat(thrown)
        .singleElement()
        .satisfies(e -> assertThat(all(e)).contains("first", "second"));
  }

  /** The messages of all exceptions that an exception suppresses, however deep. */
  private static List<String> all(Throwable thrown) {
    return Stream.concat(
            Stream.of(String.valueOf(thrown.getMessage())),
            Stream.of(thrown.getSuppressed()).flatMap(e -> all(e).stream()))
        .toList();
  }

  @Test
  void a_listener_that_is_late_is_told_at_once() throws Exception {
    Filter late =
        (request, response, chain) -> {
          Exchange exchange = Exchange.of((HttpServletRequest) request);
          run(exchange, request, response, chain);
          exchange.onEnd(endings::add);
        };
    try (EmbeddedServer server =
        new EmbeddedServer(folder).filter(late).servlet("/", new Endpoint()).start()) {
      server.status("GET", "/teapot");
      assertThat(ending().status()).isEqualTo(418);
    }
  }

  /** Facts are first asked for behind the wrapper. */
  @ParameterizedTest
  @ValueSource(strings = {"/forward", "/async-return"})
  void what_was_found_out_in_the_first_dispatch_stays(String path) throws Exception {
    try (EmbeddedServer server = server().start()) {
      server.status("POST", path);
      ending();
    }
    assertThat(facts).hasSize(2);
    assertThat(facts).extracting(fact -> fact.client().key()).containsOnly("127.0.0.1");
    assertThat(facts).extracting(Facts::method).containsOnly("POST");
    assertThat(facts).extracting(Facts::user).containsOnly("alice");
    assertThat(facts).extracting(fact -> fact.path().mapped()).containsExactly(path, "/return");
  }

  @Test
  void a_preflight_is_recognised_once() throws Exception {
    try (EmbeddedServer server = server().start()) {
      server.send(
          "OPTIONS",
          "/return",
          Map.of("Origin", "https://app.example.com", "Access-Control-Request-Method", "PUT"));
      server.status("OPTIONS", "/return");
    }
    assertThat(facts).extracting(Facts::preflight).containsExactly(true, false);
  }
}
