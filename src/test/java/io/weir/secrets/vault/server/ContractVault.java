package io.weir.secrets.vault.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Answers as Vault does, over HTTP or TLS on this machine. {@code RecordingsTest} holds it to what
 * a real Vault answered; namespaces, Kubernetes, JWT and certificates are from its documentation.
 */
public final class ContractVault implements AutoCloseable {

  public static final String ROOT = "s.root-of-the-contract";

  static {
    // Else each answer waits 40 ms for the client's acknowledgement of its head.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  /** Answers in place of the contract, where it returns something. */
  public interface Fault {
    boolean answers(HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool(ContractVault::daemon);
  private final InstantSource clock;
  private final Map<String, ContractModel> namespaces = new ConcurrentHashMap<>();
  private final boolean hasNamespaces;
  private final Set<InetSocketAddress> connections = ConcurrentHashMap.newKeySet();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile Fault fault = exchange -> false;

  private ContractVault(HttpServer server, InstantSource clock, boolean hasNamespaces) {
    this.server = server;
    this.clock = clock;
    this.hasNamespaces = hasNamespaces;
    server.createContext("/v1/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "contract-vault");
    thread.setDaemon(true);
    return thread;
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /** Over HTTP; as the free Vault, it ignores namespaces. */
  public static ContractVault open(InstantSource clock) throws IOException {
    return new ContractVault(HttpServer.create(anyPort(), 0), clock, false);
  }

  /** Over HTTP; as OpenBao and Vault Enterprise, it has namespaces. */
  public static ContractVault withNamespaces(InstantSource clock) throws IOException {
    return new ContractVault(HttpServer.create(anyPort(), 0), clock, true);
  }

  /** Over TLS; it asks for a client's certificate and does not insist. */
  public static ContractVault overTls(InstantSource clock, SSLContext context) throws IOException {
    return overTls(clock, context, anyPort());
  }

  /** The same after a restart, where the one was that was closed. */
  public static ContractVault overTls(InstantSource clock, SSLContext context, URI address)
      throws IOException {
    return overTls(
        clock, context, new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort()));
  }

  private static ContractVault overTls(
      InstantSource clock, SSLContext context, InetSocketAddress address) throws IOException {
    HttpsServer server = HttpsServer.create(address, 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters asking = context.getDefaultSSLParameters();
            asking.setWantClientAuth(true);
            parameters.setSSLParameters(asking);
          }
        });
    return new ContractVault(server, clock, false);
  }

  public URI address() {
    return URI.create(
        "%s://127.0.0.1:%d"
            .formatted(
                server instanceof HttpsServer ? "https" : "http", server.getAddress().getPort()));
  }

  /** What it knows. */
  public ContractModel model() {
    return model("");
  }

  public ContractModel model(String namespace) {
    return namespaces.computeIfAbsent(namespace, name -> new ContractModel(clock, ROOT));
  }

  /** How many connections brought a request. */
  public int connections() {
    return connections.size();
  }

  /** {@code GET secret/data/app}, in the order of coming. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  public long asked(String what) {
    return asked.stream().filter(one -> one.equals(what)).count();
  }

  public void forgetAsked() {
    asked.clear();
  }

  /** From now on this answers, where it does. */
  public void fail(Fault next) {
    fault = next;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      connections.add(exchange.getRemoteAddress());
      String path = exchange.getRequestURI().getPath().substring("/v1/".length());
      asked.add(exchange.getRequestMethod() + " " + path);
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (fault.answers(exchange)) {
        return;
      }
      String namespace =
          hasNamespaces
              ? Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Vault-Namespace"))
                  .orElse("")
              : "";
      ContractModel model = model(namespace);
      ContractReply reply;
      synchronized (model) {
        reply = model.answer(ask(exchange, path, body));
      }
      send(exchange, reply);
    }
  }

  private static ContractModel.Ask ask(HttpExchange exchange, String path, byte[] body)
      throws IOException {
    Optional<String> token =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Vault-Token"))
            .or(
                () ->
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                        .map(bearer -> bearer.replaceFirst("^Bearer ", "")));
    Optional<Duration> wrapFor =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Vault-Wrap-TTL"))
            .map(text -> Duration.parse("PT" + (text.endsWith("s") ? text : text + "s")));
    return new ContractModel.Ask(
        exchange.getRequestMethod(),
        path.replaceAll("/+$", ""),
        query(exchange.getRequestURI()),
        token,
        wrapFor,
        parse(body),
        subject(exchange));
  }

  private static Map<String, String> query(URI uri) {
    return uri.getQuery() == null
        ? Map.of()
        : Arrays.stream(uri.getQuery().split("&"))
            .map(pair -> pair.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  private static Optional<String> subject(HttpExchange exchange) {
    try {
      return exchange instanceof HttpsExchange secure
          ? Optional.of(secure.getSSLSession().getPeerPrincipal().getName())
          : Optional.empty();
    } catch (SSLPeerUnverifiedException none) {
      return Optional.empty();
    }
  }

  public static JsonObject parse(byte[] body) {
    if (body.length == 0) {
      return JsonValue.EMPTY_JSON_OBJECT;
    }
    try (JsonReader reader = Json.createReader(new ByteArrayInputStream(body))) {
      return reader.readObject();
    }
  }

  private static void send(HttpExchange exchange, ContractReply reply) throws IOException {
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    if (reply.body().isEmpty()) {
      exchange.sendResponseHeaders(reply.status(), -1);
      return;
    }
    byte[] bytes = reply.body().get().toString().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(reply.status(), bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
