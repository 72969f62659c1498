package io.weir.sample.servers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts a Payara Server on a domain of its own. */
final class Payara {

  private static final String DOMAIN = "domain";
  private static final String READY = "NCLS-CORE-00017"; // "startup time"

  private Payara() {}

  static Node start(Path home, NodeSettings settings) {
    int httpPort = Ports.freeOr(settings.httpPort());
    int adminPort = Ports.free(1).get(0);
    Path directory = ServerProcess.directory("Payara", settings.name());
    PayaraDomain.create(home, directory.resolve(DOMAIN), httpPort, adminPort);
    ServerProcess process =
        ServerProcess.start(settings, directory, javaCommand(home, directory, settings));
    process.awaitLog(READY);
    return new Node(settings.name(), httpPort, adminPort, process, new Asadmin(home, adminPort));
  }

  /**
   * The command line that {@code asadmin start-domain} would run, so that the server is our child
   * and not one that asadmin leaves behind.
   */
  private static List<String> javaCommand(Path home, Path domains, NodeSettings settings) {
    Command dryRun =
        asadmin(home, "start-domain", "--dry-run", "--domaindir", domains.toString(), DOMAIN);
    if (dryRun.failed()) {
      throw new IllegalStateException(dryRun.output());
    }
    // An argument a line, and what the JVM says of its environment before the first.
    List<String> java =
        new ArrayList<>(
            dryRun
                .output()
                .lines()
                .dropWhile(line -> !line.startsWith("Dump of JVM Invocation line"))
                .skip(1)
                .takeWhile(line -> !line.startsWith("Command start-domain executed"))
                .filter(line -> !line.isBlank())
                .toList());
    java.set(0, java()); // JAVA_HOME may be another.
    java.set(java.indexOf("-verbose") + 1, "true"); // The log goes to standard output, too.
    java.set(java.indexOf("-read-stdin") + 1, "false"); // The master password is the default one.
    settings.properties().forEach((key, value) -> java.add(1, "-D%s=%s".formatted(key, value)));
    return List.copyOf(java);
  }

  private static String java() {
    return Jvm.home().resolve(Path.of("bin", "java")).toString();
  }

  private static Command asadmin(Path home, String... arguments) {
    List<String> line = new ArrayList<>(Jvm.SHORT_LIVED);
    line.add(0, java());
    line.add("-jar");
    line.add(home.resolve("glassfish/lib/client/appserver-cli.jar").toString());
    line.add("--interactive=false");
    line.addAll(List.of(arguments));
    return Command.run(line);
  }

  /**
   * Payara's {@code asadmin}.
   *
   * @param port of the administration interface
   */
  private record Asadmin(Path home, int port) implements Admin {

    @Override
    public Command deploy(Path archive, String name) {
      List<String> options = new ArrayList<>(List.of("--force=true", "--name", name));
      if (Admin.extension(archive).equals(".war")) {
        options.addAll(List.of("--contextroot", name));
      }
      options.add(archive.toString());
      return run("deploy", options);
    }

    @Override
    public Command undeploy(String name) {
      return run("undeploy", List.of(name));
    }

    /** A colon would begin another property; a line break is taken as it is. */
    @Override
    public Command setProperty(String name, String value) {
      return run(
          "create-system-properties", List.of("%s=%s".formatted(name, value.replace(":", "\\:"))));
    }

    @Override
    public Command removeProperty(String name) {
      return run("delete-system-property", List.of(name));
    }

    @Override
    public Command run(List<String> lines) {
      Command last = new Command(0, "");
      for (String line : lines) {
        List<String> words = List.of(line.split(" "));
        last = run(words.get(0), words.subList(1, words.size()));
        if (last.failed()) {
          return last;
        }
      }
      return last;
    }

    private Command run(String command, List<String> options) {
      List<String> line =
          new ArrayList<>(List.of("--host", "127.0.0.1", "--port", String.valueOf(port), command));
      line.addAll(options);
      return asadmin(home, line.toArray(String[]::new));
    }
  }
}
