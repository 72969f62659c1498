package io.weir.sample.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.wildfly.core.launcher.CliCommandBuilder;
import org.wildfly.core.launcher.StandaloneCommandBuilder;

/** Starts a standalone WildFly on a copy of its {@code standalone} directory. */
final class WildFly {

  // "Started in"; WFLYSRV0026 would be "started with errors".
  private static final String READY = "WFLYSRV0025";

  // The default, 5 s, is too short on a machine that starts several servers.
  private static final int CONNECT_MILLIS = 120_000;

  private WildFly() {}

  static Node start(Path home, NodeSettings settings) {
    int httpPort = Ports.freeOr(settings.httpPort());
    List<Integer> ports = Ports.free(2);
    Path directory = ServerProcess.directory("WildFly", settings.name());
    Path base = directory.resolve("standalone");
    Tree.copy(home.resolve("standalone"), base);
    RealmUsers.addToWildFly(base.resolve("configuration"));
    if (String.valueOf(home.getFileName()).startsWith("wildfly-26.")) {
      admitUsersOfApplications(base.resolve("configuration/standalone.xml"));
    }
    StandaloneCommandBuilder command =
        StandaloneCommandBuilder.of(home)
            .setJavaHome(Jvm.home())
            .setBaseDirectory(base)
            .addJavaOptions(Jvm.SHORT_LIVED)
            .addJavaOption("-Dorg.jboss.logmanager.nocolor=true")
            .addJavaOption("-Djboss.node.name=" + settings.name())
            .addJavaOption("-Djboss.bind.address=127.0.0.1")
            .addJavaOption("-Djboss.http.port=" + httpPort)
            .addJavaOption("-Djboss.https.port=" + ports.get(0))
            .addJavaOption("-Djboss.management.http.port=" + ports.get(1));
    settings
        .properties()
        .forEach((key, value) -> command.addJavaOption("-D%s=%s".formatted(key, value)));
    ServerProcess process = ServerProcess.start(settings, directory, command.build());
    process.awaitLog(READY);
    return new Node(
        settings.name(), httpPort, ports.get(1), process, new JbossCli(home, ports.get(1)));
  }

  /**
   * Has WildFly 26 accept users whom Java EE Security has found, which without this setting get an
   * error for the right password (ELY01177). Later versions accept them as they are.
   */
  private static void admitUsersOfApplications(Path configuration) {
    String domain =
        "<application-security-domain name=\"other\" security-domain=\"ApplicationDomain\"/>";
    try {
      String text = Files.readString(configuration);
      int ofUndertow = text.indexOf(domain, text.indexOf("urn:jboss:domain:undertow:"));
      Files.writeString(
          configuration,
          text.substring(0, ofUndertow)
              + domain.replace("/>", " integrated-jaspi=\"false\"/>")
              + text.substring(ofUndertow + domain.length()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * WildFly's {@code jboss-cli}.
   *
   * @param port of the management interface
   */
  private record JbossCli(Path home, int port) implements Admin {

    @Override
    public Command deploy(Path archive, String name) {
      return run(
          List.of(
              "deploy \"%s\" --force --name=%s --runtime-name=%s%s"
                  .formatted(archive, name, name, Admin.extension(archive))));
    }

    @Override
    public Command undeploy(String name) {
      return run(List.of("undeploy " + name));
    }

    /** In a text between quotes, {@code \\n} is a line break. */
    @Override
    public Command setProperty(String name, String value) {
      return run(
          List.of(
              "/system-property=%s:add(value=\"%s\")".formatted(name, value.replace("\n", "\\n"))));
    }

    @Override
    public Command removeProperty(String name) {
      return run(List.of("/system-property=%s:remove()".formatted(name)));
    }

    @Override
    public Command run(List<String> lines) {
      return Command.run(
          CliCommandBuilder.asModularLauncher(home)
              .addJavaOptions(Jvm.SHORT_LIVED)
              .setConnection("127.0.0.1", port)
              .setTimeout(CONNECT_MILLIS)
              .addJavaOption("-Djboss.cli.config=" + home.resolve("bin/jboss-cli.xml"))
              .addJavaOption(
                  "-Dlogging.configuration="
                      + home.resolve("bin/jboss-cli-logging.properties").toUri())
              .addCliArgument("--no-color-output")
              .setCommands(lines)
              .build());
    }
  }
}
