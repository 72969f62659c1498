package io.weir.sample.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/**
 * A copy of Payara's {@code domain1} that binds two ports of 127.0.0.1 and nothing else: no HTTPS,
 * IIOP, JMX or JMS, and no Hazelcast of the server's own.
 */
final class PayaraDomain {

  private PayaraDomain() {}

  /**
   * Creates the domain.
   *
   * @param home Payara's directory
   * @param domain the directory to create, whose last name is the domain's
   */
  static void create(Path home, Path domain, int httpPort, int adminPort) {
    try {
      Files.createDirectories(domain.resolveSibling("."));
      Tree.copy(home.resolve("glassfish/domains/domain1"), domain);
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
          "<hazelcast-config-specific-configuration></hazelcast-config-specific-configuration>",
          // A configuration without a jms-service, as this one is, would have an embedded one.
          """
          <hazelcast-config-specific-configuration enabled="false"/>
          <jms-service type="DISABLED" default-jms-host="default_JMS_host">
            <jms-host name="default_JMS_host" host="localhost" port="7676"/>
          </jms-service>
          """,
          "<jvm-options>-XX:NewRatio=2</jvm-options>",
          Jvm.SHORT_LIVED.stream()
              .map("<jvm-options>%s</jvm-options>"::formatted)
              .collect(Collectors.joining()),
          // A shell with a port of its own.
          ",org.apache.felix.shell.remote",
          "");
      edit(domain.resolve("config/logging.properties"), "ansiColor=true", "ansiColor=false");
      RealmUsers.addToPayara(domain.resolve("config"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Replaces texts, each of which must be there: of another version of Payara we would not know
   * what it binds.
   */
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
