package io.weir;

import io.weir.internal.deployment.RunningFilter;
import io.weir.internal.events.EventCounters;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.jspecify.annotations.Nullable;

/** A real container on a free port of the loopback interface, with one application. */
final class EmbeddedServer implements AutoCloseable {

  private final Tomcat tomcat = new Tomcat();
  private final Context context;
  private boolean hasWeir;
  private @Nullable ServletException stopped;
  private final HttpClient client = HttpClient.newHttpClient();

  /** A server for one application below {@code /app}, which counts in this JVM alone. */
  EmbeddedServer(Path folder) throws IOException {
    tomcat.setBaseDir(folder.toString());
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    Path webapp = Files.createDirectories(folder.resolve("app"));
    context = tomcat.addContext("/app", webapp.toString());
    context.setParentClassLoader(EmbeddedServer.class.getClassLoader());
  }

  EmbeddedServer parameter(String name, String value) {
    context.addParameter(name, value);
    return this;
  }

  /** Speaks HTTP/2, too, for which its client asks. */
  EmbeddedServer overHttp2() {
    tomcat.getConnector().addUpgradeProtocol(new Http2Protocol());
    return this;
  }

  /** Leaves {@code %2f} in paths, as WildFly does. */
  EmbeddedServer keepingEncodedSlashes() {
    tomcat.getConnector().setEncodedSolidusHandling("passthrough");
    return this;
  }

  /** Answers 100 Continue only when the application reads, as WildFly does. */
  EmbeddedServer continuingOnRead() {
    tomcat.getConnector().setProperty("continueResponseTiming", "onRead");
    return this;
  }

  EmbeddedServer servlet(String path, Servlet servlet) {
    return onStartup(
        application -> {
          ServletRegistration.Dynamic registration = application.addServlet(path, servlet);
          registration.setAsyncSupported(true);
          registration.addMapping(path);
        });
  }

  /** A user of the container's realm. */
  EmbeddedServer user(String name, String password) {
    tomcat.addUser(name, password);
    return this;
  }

  /** Gives a user of the realm a role. */
  EmbeddedServer role(String user, String role) {
    tomcat.addRole(user, role);
    return this;
  }

  /** Declares the page that shows every error. */
  EmbeddedServer errorPage(String path) {
    ErrorPage page = new ErrorPage();
    page.setLocation(path);
    context.addErrorPage(page);
    return this;
  }

  /** Declares a filter incompletely: for one path and one dispatcher. */
  EmbeddedServer filter(String path, String filterClass) {
    return onStartup(
        application ->
            application
                .addFilter("limits", filterClass)
                .addMappingForUrlPatterns(null, false, path));
  }

  /** Adds a filter for all dispatches except includes, after the filters added before. */
  EmbeddedServer filter(Filter filter) {
    return onStartup(
        application -> {
          FilterRegistration.Dynamic registration =
              application.addFilter(filter.getClass().getName(), filter);
          registration.setAsyncSupported(true);
          registration.addMappingForUrlPatterns(
              EnumSet.complementOf(EnumSet.of(DispatcherType.INCLUDE)), true, "/*");
        });
  }

  /** Declares a filter for all requests, as a {@code web.xml} does. */
  EmbeddedServer declare(Class<? extends Filter> filterClass, Map<String, String> initParams) {
    FilterDef filter = new FilterDef();
    filter.setFilterName("declared-" + filterClass.getSimpleName());
    filter.setFilterClass(filterClass.getName());
    filter.setAsyncSupported("true");
    initParams.forEach(filter::addInitParameter);
    context.addFilterDef(filter);
    FilterMap mapping = new FilterMap();
    mapping.setFilterName(filter.getFilterName());
    mapping.addURLPattern("/*");
    for (DispatcherType dispatcher : EnumSet.complementOf(EnumSet.of(DispatcherType.INCLUDE))) {
      mapping.setDispatcher(dispatcher.name());
    }
    context.addFilterMap(mapping);
    return this;
  }

  /** Adds an initializer, and the classes that the container finds for it. */
  EmbeddedServer initializer(ServletContainerInitializer initializer, Class<?>... found) {
    context.addServletContainerInitializer(initializer, Set.of(found));
    return this;
  }

  private EmbeddedServer onStartup(Consumer<ServletContext> setUp) {
    return initializer((none, application) -> setUp.accept(application));
  }

  /** Runs Weir's initializer before those that are added later. */
  EmbeddedServer weir() {
    return weir(UnaryOperator.identity());
  }

  /** The same with another view of the container. */
  EmbeddedServer weir(UnaryOperator<ServletContext> view) {
    hasWeir = true;
    return initializer(
        (none, application) -> {
          try {
            new WeirInitializer().onStartup(none, view.apply(application));
          } catch (ServletException e) {
            stopped = e;
            throw e;
          }
        });
  }

  /** Starts the server; throws the exception that stopped the deployment. */
  EmbeddedServer start() throws LifecycleException, ServletException {
    if (!hasWeir) {
      weir(); // Last, because a container runs initializers after it has read the web.xml.
    }
    tomcat.start();
    if (stopped != null) {
      throw stopped;
    }
    if (context.getState() != LifecycleState.STARTED) {
      throw new LifecycleException("the application did not start");
    }
    return this;
  }

  HttpResponse<String> send(String method, String path, Map<String, String> headers)
      throws IOException, InterruptedException {
    return send(method, path, headers, "");
  }

  HttpResponse<String> send(String method, String path, Map<String, String> headers, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%s/app%s".formatted(port(), path)))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::header);
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Sends a target as it is written, context path included. */
  Status raw(String method, String target, Map<String, String> headers, String body)
      throws IOException {
    StringBuilder request =
        new StringBuilder("%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n".formatted(method, target));
    headers.forEach(
        (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
    if (!headers.containsKey("Transfer-Encoding")) {
      request.append("Content-Length: ").append(body.length()).append("\r\n");
    }
    request.append("Connection: close\r\n\r\n").append(body);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      return new Status(Integer.parseInt(answer.substring(9, 12)));
    }
  }

  /** The status of an answer. */
  record Status(int statusCode) {}

  int status(String method, String path) throws IOException, InterruptedException {
    return send(method, path, Map.of()).statusCode();
  }

  /** The counts of a filter, by its name in settings. */
  List<EventCounters.Count> counts(String filter) {
    Object running = context.getServletContext().getAttribute("io.weir." + filter);
    return ((RunningFilter) running).counts();
  }

  int port() {
    return tomcat.getConnector().getLocalPort();
  }

  @Override
  public void close() throws LifecycleException {
    tomcat.stop();
    tomcat.destroy();
  }
}
