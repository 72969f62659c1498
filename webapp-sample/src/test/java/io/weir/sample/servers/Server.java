package io.weir.sample.servers;

import java.nio.file.Path;

/** The servers that Weir is tested on. */
public enum Server {
  WILDFLY("WildFly", "servers.wildfly") {
    @Override
    public Node start(NodeSettings settings) {
      return WildFly.start(home(), settings);
    }
  },
  PAYARA("Payara", "servers.payara") {
    @Override
    public Node start(NodeSettings settings) {
      return Payara.start(home(), settings);
    }
  };

  private final String title;
  private final String homeProperty;

  Server(String title, String homeProperty) {
    this.title = title;
    this.homeProperty = homeProperty;
  }

  /** Starts a node and returns when it is ready; one that does not become ready is ended. */
  public abstract Node start(NodeSettings settings);

  /** Where the server was unpacked to. */
  Path home() {
    return SystemProperty.path(homeProperty);
  }

  @Override
  public String toString() {
    return title;
  }
}
