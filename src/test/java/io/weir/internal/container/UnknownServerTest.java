package io.weir.internal.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.Undertow;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that are built otherwise than the versions that Weir knows. */
class UnknownServerTest {

  @ParameterizedTest
  @CsvSource({
    "io.undertow.servlet.spec.ServletContextImpl, WildFly Full 39.0.1.Final, true",
    "org.apache.catalina.core.ApplicationContextFacade, Payara Server 7.2026.1, true",
    "org.apache.catalina.core.ApplicationContextFacade, Eclipse GlassFish 8.0, true",
    "org.apache.catalina.core.ApplicationContextFacade, Apache Tomcat/10.1.59, false",
    "org.apache.catalina.core.ApplicationContextFacade, Apache Tomcat (TomEE)/10.1.59, false",
    "org.eclipse.jetty.ee10.servlet.ServletContextHandler, jetty/12.1.0, false",
  })
  void a_lost_hook_is_known(String contextClass, String serverInfo, boolean expected) {
    assertThat(PreAuthenticationHook.isExpected(contextClass, serverInfo)).isEqualTo(expected);
  }

  /** Tells about its own request, and about one of a class that Weir does not know. */
  private static final class Telling extends HttpServlet {

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      PeerAddress peers = new PeerAddress();
      response.getWriter().print(peers.isUnknown(request) + " " + peers.isUnknown(other(request)));
    }

    private static HttpServletRequest other(HttpServletRequest request) {
      return (HttpServletRequest)
          Proxy.newProxyInstance(
              UnknownServerTest.class.getClassLoader(),
              new Class<?>[] {HttpServletRequest.class},
              (proxy, method, arguments) -> method.invoke(request, arguments));
    }
  }

  @Test
  void a_lost_address_of_the_connection_is_known() throws Exception {
    Undertow server =
        Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            .setHandler(PeerAddressTest.application(new Telling()))
            .build();
    server.start();
    try {
      int port = ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
      assertThat(
              HttpClient.newHttpClient()
                  .send(
                      HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/")).build(),
                      BodyHandlers.ofString())
                  .body())
          .isEqualTo("false true");
    } finally {
      server.stop();
    }
  }
}
