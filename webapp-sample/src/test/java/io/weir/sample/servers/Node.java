package io.weir.sample.servers;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * One running server: a process of our own that listens on 127.0.0.1.
 *
 * <p>It ends with {@link #close()}, and with this JVM if nobody closed it.
 */
public final class Node implements AutoCloseable {

  private final String name;
  private final int httpPort;
  private final int adminPort;
  private final ServerProcess process;
  private final Admin admin;

  Node(String name, int httpPort, int adminPort, ServerProcess process, Admin admin) {
    this.name = name;
    this.httpPort = httpPort;
    this.adminPort = adminPort;
    this.process = process;
    this.admin = admin;
  }

  /** The name it was started with. */
  public String name() {
    return name;
  }

  /** Where applications are served: {@code http://127.0.0.1:8080/}. */
  public URI uri() {
    return URI.create("http://127.0.0.1:%d/".formatted(httpPort));
  }

  /**
   * A path on this node; {@code /sample/hello} is that of an application deployed as {@code
   * sample}.
   */
  public URI uri(String path) {
    return uri().resolve(path);
  }

  /** The port of the server's administration. */
  int adminPort() {
    return adminPort;
  }

  /** Runs commands of the server's own command line: of {@code jboss-cli} or {@code asadmin}. */
  public void configure(String... lines) {
    Command command = admin.run(List.of(lines));
    if (command.failed()) {
      throw new IllegalStateException(command.output());
    }
  }

  /** Sets a system property of the running server with its own command line. */
  public void setProperty(String name, String value) {
    Command command = admin.setProperty(name, value);
    if (command.failed()) {
      throw new IllegalStateException(command.output());
    }
  }

  /** Removes a system property that was set so. */
  public void removeProperty(String name) {
    Command command = admin.removeProperty(name);
    if (command.failed()) {
      throw new IllegalStateException(command.output());
    }
  }

  /**
   * Deploys a WAR or an EAR with the server's own command line, in place of what bears that name.
   *
   * @param name the name to undeploy it by; also the context path of a WAR
   * @throws DeploymentFailed with everything that the command printed
   */
  public void deploy(Path archive, String name) {
    Command command = admin.deploy(archive.toAbsolutePath(), name);
    if (command.failed()) {
      throw new DeploymentFailed(command.output());
    }
  }

  /** Undeploys what was deployed under that name. */
  public void undeploy(String name) {
    Command command = admin.undeploy(name);
    if (command.failed()) {
      throw new IllegalStateException(command.output());
    }
  }

  /** What the server printed: a file that remains when the node is closed. */
  public Path log() {
    return process.log();
  }

  /** {@link #log()} as it stands now. */
  public String logText() {
    return process.logText();
  }

  /** The id of the server's process. */
  public long pid() {
    return process.pid();
  }

  /** What can be asked of its JVM. */
  public Jcmd jcmd() {
    return new Jcmd(pid());
  }

  /**
   * Stops the process without ending it (SIGSTOP): its connections stay open, and nobody answers.
   */
  public void freeze() {
    process.freeze();
  }

  /** Lets a frozen process go on (SIGCONT). */
  public void resume() {
    process.resume();
  }

  /** Ends the process at once (SIGKILL), as when the machine fails. */
  public void kill() {
    process.kill();
  }

  /** Shuts the server down, or kills it if that takes too long. Does nothing the second time. */
  @Override
  public void close() {
    process.close();
  }
}
