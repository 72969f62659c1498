package io.weir.sample.servers;

import java.nio.file.Path;

/**
 * The Payara domain that Arquillian starts. Its adapter takes no directory of domains, so it lies
 * among those of the unpacked server, under a name of its own.
 */
public final class ArquillianDomain {

  private ArquillianDomain() {}

  /**
   * For the build, before and after the tests.
   *
   * @param arguments {@code create}, Payara's directory, the domain's name, HTTP port,
   *     administration port; or {@code delete}, Payara's directory, the domain's name
   */
  public static void main(String[] arguments) {
    Path home = Path.of(arguments[1]);
    Path domain = home.resolve("glassfish/domains").resolve(arguments[2]);
    PayaraDomain.delete(domain);
    if (arguments[0].equals("create")) {
      PayaraDomain.create(
          home, domain, Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4]));
    }
  }
}
