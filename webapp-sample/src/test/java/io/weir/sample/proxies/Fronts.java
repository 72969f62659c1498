package io.weir.sample.proxies;

import io.weir.sample.servers.Ports;
import io.weir.sample.servers.ReverseProxy;
import java.util.ArrayList;
import java.util.List;

/** Reverse proxies in the making: each snippet of the manual on a port of its own. */
final class Fronts {

  private final StringBuilder servers = new StringBuilder();
  private final List<Integer> serverPorts = new ArrayList<>();
  private final StringBuilder sections = new StringBuilder();
  private final List<Integer> sectionPorts = new ArrayList<>();

  /**
   * The snippet for nginx that has this text, of the page on client addresses.
   *
   * @param to the port of what it passes requests on to
   * @return the port where it listens
   */
  int nginx(String having, int to) {
    return nginx(Page.CLIENT_ADDRESS, having, to);
  }

  int nginx(Page page, String having, int to) {
    int port = Ports.free(1).get(0);
    serverPorts.add(port);
    String snippet = page.snippet("nginx", having).replace("127.0.0.1:8080", local(to));
    servers.append("server {\n  listen %s;\n%s}\n".formatted(local(port), snippet));
    return port;
  }

  /** The snippet for HAProxy that has this text, of the page on client addresses. */
  int haproxy(String having, int to) {
    return haproxy(Page.CLIENT_ADDRESS, having, to);
  }

  int haproxy(Page page, String having, int to) {
    int port = Ports.free(1).get(0);
    sectionPorts.add(port);
    String snippet =
        page.snippet("haproxy", having)
            .replace("backend application", "backend behind-" + port)
            .replaceAll("192\\.0\\.2\\.1[12]:8080", local(to));
    sections.append(
        "frontend at-%d\n  bind %s\n  default_backend behind-%d\n\n%s\n"
            .formatted(port, local(port), port, snippet));
    return port;
  }

  private static String local(int port) {
    return "127.0.0.1:" + port;
  }

  List<ReverseProxy> start() {
    ReverseProxy nginx = ReverseProxy.nginx(servers.toString(), serverPorts);
    try {
      return List.of(nginx, ReverseProxy.haproxy(sections.toString(), sectionPorts));
    } catch (RuntimeException e) {
      nginx.close();
      throw e;
    }
  }
}
