package io.weir.docs;

import io.weir.WeirInitializer;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.scan.StandardJarScanner;

/**
 * An application with Weir in Tomcat, which counts in this JVM alone. Whatever Weir lets through is
 * answered 200.
 */
final class Application implements AutoCloseable {

  // Tomcat would log the stack trace of every deployment that fails on purpose.
  private static final Logger TOMCAT = Logger.getLogger("org.apache");

  private final Tomcat tomcat;
  private final Optional<String> refusal;

  private Application(Tomcat tomcat, Optional<String> refusal) {
    this.tomcat = tomcat;
    this.refusal = refusal;
  }

  /**
   * Deploys the application.
   *
   * @param directory an empty one
   * @param webXml what stands in {@code <web-app>}
   */
  static Application deploy(Path directory, String webXml) throws IOException, LifecycleException {
    TOMCAT.setLevel(Level.OFF);
    Path webInf = Files.createDirectories(directory.resolve("app/WEB-INF"));
    Files.writeString(
        webInf.resolve("web.xml"),
        """
        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
        %s
        </web-app>
        """
            .formatted(webXml));
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(directory.toString());
    tomcat.setHostname("127.0.0.1");
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    StandardContext context =
        (StandardContext) tomcat.addContext("", directory.resolve("app").toString());
    ContextConfig webXmlReader = new ContextConfig();
    webXmlReader.setDefaultWebXml(directory.resolve("none").toString());
    context.addLifecycleListener(webXmlReader);
    context.setContainerSciFilter(".*");
    StandardJarScanner nothing = new StandardJarScanner();
    nothing.setScanClassPath(false);
    context.setJarScanner(nothing);
    AtomicReference<String> refusal = new AtomicReference<>();
    context.addServletContainerInitializer(
        (none, application) ->
            application.addServlet("everything", new Everything()).addMapping("/"),
        Set.of());
    context.addServletContainerInitializer(telling(refusal), Set.of());
    tomcat.start();
    return new Application(tomcat, Optional.ofNullable(refusal.get()));
  }

  private static ServletContainerInitializer telling(AtomicReference<String> refusal) {
    return (none, context) -> {
      try {
        new WeirInitializer().onStartup(none, context);
      } catch (ServletException e) {
        refusal.set(e.getMessage());
        throw e;
      }
    };
  }

  /** Why the deployment failed; nothing if it did not. */
  Optional<String> refusal() {
    return refusal;
  }

  URI uri() {
    return URI.create("http://127.0.0.1:%d".formatted(tomcat.getConnector().getLocalPort()));
  }

  @Override
  public void close() throws LifecycleException {
    tomcat.stop();
    tomcat.destroy();
  }

  /** Answers 200. */
  private static final class Everything extends HttpServlet {

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
      response.setStatus(HttpServletResponse.SC_OK);
    }
  }
}
