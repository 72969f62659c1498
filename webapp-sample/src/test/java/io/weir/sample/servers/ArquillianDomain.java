package io.weir.sample.servers;

import java.nio.file.Path;
import org.jboss.arquillian.core.spi.LoadableExtension;

/**
 * The Payara domain that Arquillian starts. Its adapter takes no directory of domains, so it lies
 * among those of the unpacked server, under a name of its own.
 *
 * <p>As an extension of Arquillian it ends with this JVM: the adapter leaves a server behind that
 * it could not talk to, as when a build is interrupted while the server starts.
 */
public final class ArquillianDomain implements LoadableExtension {

  /**
   * Creates the domain, before the tests.
   *
   * @param arguments Payara's directory, the domain's name, HTTP port, administration port
   */
  public static void main(String[] arguments) {
    Path home = Path.of(arguments[0]);
    Path domain = domain(home, arguments[1]);
    PayaraDomain.delete(domain);
    PayaraDomain.create(
        home, domain, Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
  }

  @Override
  public void register(ExtensionBuilder builder) {
    if (SystemProperty.required("arquillian.launch").equals("wildfly")) {
      // Arquillian starts a copy of it.
      RealmUsers.addToWildFly(Server.WILDFLY.home().resolve("standalone/configuration"));
    } else {
      Path domain =
          domain(Server.PAYARA.home(), SystemProperty.required("arquillian.payara.domain"));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(domain), "end of the domain"));
    }
  }

  private static void end(Path domain) {
    // While it starts, the server is a child of asadmin and so of ours; once it has started, its
    // domain knows its number.
    End.atOnce(ProcessHandle.current().children().toList());
    PayaraDomain.delete(domain);
  }

  private static Path domain(Path home, String name) {
    return home.resolve("glassfish/domains").resolve(name);
  }
}
