package io.weir.sample.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A Payara Micro with the applications that it is started with. It has no command line of its own,
 * so nothing can be deployed later.
 */
public final class PayaraMicro {

  private static final String READY = "ready in";

  /** It would listen on all addresses of the machine. */
  private static final String LOOPBACK =
      "set configs.config.server-config.network-config.network-listeners"
          + ".network-listener.http-listener.address=127.0.0.1\n";

  private PayaraMicro() {}

  /** Starts one, and returns when it is ready. */
  public static Node start(NodeSettings settings, List<Path> applications) {
    int port = Ports.freeOr(settings.httpPort());
    Path directory = ServerProcess.directory("Payara Micro", settings.name());
    List<String> command = new ArrayList<>(Jvm.SHORT_LIVED);
    command.add(0, Jvm.home().resolve("bin/java").toString());
    settings.properties().forEach((key, value) -> command.add("-D%s=%s".formatted(key, value)));
    command.addAll(
        List.of(
            "-jar",
            SystemProperty.path("servers.micro").toString(),
            "--nocluster",
            "--port",
            String.valueOf(port),
            "--prebootcommandfile",
            loopback(directory).toString()));
    applications.forEach(
        application -> command.addAll(List.of("--deploy", application.toString())));
    ServerProcess process = ServerProcess.start(settings, directory, command);
    process.awaitLog(READY);
    return new Node(settings.name(), port, 0, process, new NoCommands());
  }

  private static Path loopback(Path directory) {
    try {
      return Files.writeString(directory.resolve("loopback.txt"), LOOPBACK);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stands where other servers have a command line. */
  private static final class NoCommands implements Admin {

    @Override
    public Command deploy(Path archive, String name) {
      return none();
    }

    @Override
    public Command undeploy(String name) {
      return none();
    }

    @Override
    public Command run(List<String> lines) {
      return none();
    }

    @Override
    public Command setProperty(String name, String value) {
      return none();
    }

    @Override
    public Command removeProperty(String name) {
      return none();
    }

    private static Command none() {
      return new Command(1, "Payara Micro has no command line");
    }
  }
}
