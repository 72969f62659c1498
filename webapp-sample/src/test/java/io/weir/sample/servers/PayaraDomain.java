package io.weir.sample.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A copy of Payara's {@code domain1} that binds two ports of 127.0.0.1 and nothing else: no HTTPS,
 * IIOP, JMX or JMS, and no Hazelcast of the server's own.
 */
public final class PayaraDomain {

  static final String NAME = "domain1";

  private PayaraDomain() {}

  /**
   * For the build: Payara's home, the directory to put the domain into, HTTP port, administration
   * port.
   */
  public static void main(String[] arguments) {
    Path domains = Path.of(arguments[1]);
    Tree.delete(domains);
    create(
        Path.of(arguments[0]),
        domains,
        Integer.parseInt(arguments[2]),
        Integer.parseInt(arguments[3]));
  }

  static void create(Path home, Path domains, int httpPort, int adminPort) {
    Path domain = domains.resolve(NAME);
    try {
      Files.createDirectories(domains);
      Tree.copy(home.resolve("glassfish/domains").resolve(NAME), domain);
      edit(
          domain.resolve("config/domain.xml"),
          "<network-listener port=\"8080\"",
          "<network-listener address=\"127.0.0.1\" port=\"%d\"".formatted(httpPort),
          "<network-listener port=\"4848\"",
          "<network-listener address=\"127.0.0.1\" port=\"%d\"".formatted(adminPort),
          "<network-listener port=\"8181\"",
          "<network-listener enabled=\"false\" port=\"8181\"",
          "<iiop-listener ",
          "<iiop-listener enabled=\"false\" ",
          "<jmx-connector ",
          "<jmx-connector enabled=\"false\" ",
          // The server's own configuration has no jms-service: that would be an embedded one.
          "<hazelcast-config-specific-configuration></hazelcast-config-specific-configuration>",
          """
          <hazelcast-config-specific-configuration enabled="false"/>
          <jms-service type="DISABLED" default-jms-host="default_JMS_host">
            <jms-host name="default_JMS_host" host="localhost" port="7676"/>
          </jms-service>
          """,
          // A shell on a port of its own.
          ",org.apache.felix.shell.remote",
          "");
      edit(domain.resolve("config/logging.properties"), "ansiColor=true", "ansiColor=false");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void edit(Path file, String... fromTo) throws IOException {
    String text = Files.readString(file);
    for (int i = 0; i < fromTo.length; i += 2) {
      if (!text.contains(fromTo[i])) {
        throw new IllegalStateException("%s has no %s".formatted(file, fromTo[i]));
      }
      text = text.replace(fromTo[i], fromTo[i + 1]);
    }
    Files.writeString(file, text);
  }
}
