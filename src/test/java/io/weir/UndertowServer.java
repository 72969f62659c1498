package io.weir;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.security.api.AuthenticationMechanism;
import io.undertow.security.api.AuthenticationMechanismFactory;
import io.undertow.security.idm.Account;
import io.undertow.security.idm.Credential;
import io.undertow.security.idm.DigestCredential;
import io.undertow.security.idm.IdentityManager;
import io.undertow.security.idm.PasswordCredential;
import io.undertow.server.handlers.form.FormParserFactory;
import io.undertow.server.handlers.resource.PathResourceManager;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.LoginConfig;
import io.undertow.servlet.api.SecurityConstraint;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.api.WebResourceCollection;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.util.Arrays;
import java.util.EventListener;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The servlet container of WildFly, without WildFly, on a free port of the loopback interface. The
 * pages below {@code /page} need a user; {@code alice} has the password {@code right}.
 */
final class UndertowServer implements AutoCloseable {

  private static final String REALM = "realm";

  private final Path folder;
  private final DeploymentInfo application =
      Servlets.deployment()
          .setClassLoader(UndertowServer.class.getClassLoader())
          .setContextPath("/app")
          .setDeploymentName("app")
          .setIdentityManager(new Users());
  private final HttpClient client = HttpClient.newHttpClient();
  private @Nullable Undertow server;
  private @Nullable DeploymentManager deployment;

  UndertowServer(Path folder) {
    this.folder = folder;
    application.addSecurityConstraint(
        new SecurityConstraint()
            .addWebResourceCollection(new WebResourceCollection().addUrlPattern("/page/*"))
            .addRoleAllowed("user"));
  }

  UndertowServer parameter(String name, String value) {
    application.addInitParameter(name, value);
    return this;
  }

  /** Has a listener of this class. */
  UndertowServer listener(Class<? extends EventListener> listener) {
    application.addListener(Servlets.listener(listener));
    return this;
  }

  /** Runs an initializer before Weir's. */
  UndertowServer initializer(ServletContainerInitializer initializer) {
    application.addServletContainerInitializer(
        new ServletContainerInitializerInfo(
            initializer.getClass(), new ImmediateInstanceFactory<>(initializer), Set.of()));
    return this;
  }

  /** The mechanisms in the order in which the container asks them. */
  UndertowServer mechanisms(String... names) throws IOException {
    LoginConfig login = new LoginConfig(REALM);
    for (String name : names) {
      login.addLastAuthMethod(name);
    }
    application.setLoginConfig(login);
    Path webInf = Files.createDirectories(folder.resolve("WEB-INF"));
    Files.writeString(
        webInf.resolve("web.xml"),
        """
        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
          <login-config><auth-method>%s</auth-method></login-config>
        </web-app>
        """
            .formatted(String.join(",", names)));
    application.setResourceManager(new PathResourceManager(folder));
    return this;
  }

  /** A mechanism of this name. */
  UndertowServer mechanism(String name, AuthenticationMechanism mechanism) {
    application.addAuthenticationMechanism(name, new Only(mechanism));
    return this;
  }

  private record Only(AuthenticationMechanism mechanism) implements AuthenticationMechanismFactory {

    @Override
    public AuthenticationMechanism create(
        String name,
        IdentityManager users,
        FormParserFactory forms,
        Map<String, String> properties) {
      return mechanism;
    }
  }

  UndertowServer servlet(String path, Servlet servlet) {
    application.addServlet(
        Servlets.servlet(path, servlet.getClass(), new ImmediateInstanceFactory<>(servlet))
            .setAsyncSupported(true)
            .addMapping(path));
    return this;
  }

  /** Starts the server; throws the exception that stopped the deployment. */
  UndertowServer start() throws ServletException {
    application.addServletContainerInitializer(
        new ServletContainerInitializerInfo(WeirInitializer.class, Set.of()));
    deployment = Servlets.newContainer().addDeployment(application);
    try {
      deployment.deploy();
    } catch (RuntimeException e) {
      if (e.getCause() instanceof ServletException stopped) {
        throw stopped;
      }
      throw e;
    }
    server =
        Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            .setHandler(Handlers.path().addPrefixPath("/app", deployment.start()))
            .build();
    server.start();
    return this;
  }

  /** The answer to a GET. */
  HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(origin() + "/app" + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private String origin() {
    InetSocketAddress address = (InetSocketAddress) running().getListenerInfo().get(0).getAddress();
    return "http://127.0.0.1:" + address.getPort();
  }

  private Undertow running() {
    if (server == null) {
      throw new IllegalStateException("not started");
    }
    return server;
  }

  @Override
  public void close() throws ServletException {
    if (server != null) {
      server.stop();
    }
    if (deployment != null && deployment.getState() == DeploymentManager.State.STARTED) {
      deployment.stop();
      deployment.undeploy();
    }
  }

  /** One user, whose password Basic and Digest authentication can check. */
  private static final class Users implements IdentityManager {

    private static final String NAME = "alice";
    private static final String PASSWORD = "right";

    /** The account of that user. */
    private record User(Principal principal) implements Account {

      @Override
      public Principal getPrincipal() {
        return principal;
      }

      @Override
      public Set<String> getRoles() {
        return Set.of("user");
      }
    }

    @Override
    public Account verify(Account account) {
      return account;
    }

    @Override
    public @Nullable Account verify(String id, Credential credential) {
      if (!id.equals(NAME)) {
        return null;
      }
      boolean right =
          credential instanceof DigestCredential digest
              ? digest.verifyHA1(hash(NAME + ":" + REALM + ":" + PASSWORD))
              : credential instanceof PasswordCredential word
                  && Arrays.equals(word.getPassword(), PASSWORD.toCharArray());
      return right ? new User(() -> NAME) : null;
    }

    @Override
    public @Nullable Account verify(Credential credential) {
      return null;
    }

    private static byte[] hash(String text) {
      try {
        byte[] md5 =
            MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.ISO_8859_1));
        return HexFormat.of().formatHex(md5).getBytes(StandardCharsets.US_ASCII);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
