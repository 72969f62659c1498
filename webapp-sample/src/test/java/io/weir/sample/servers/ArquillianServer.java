package io.weir.sample.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jboss.arquillian.core.spi.LoadableExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;

/**
 * The server that Arquillian deploys to: one for all test classes of this JVM, which ends with the
 * JVM. Arquillian finds it by system properties in {@code arquillian.xml}.
 *
 * <p>Arquillian does not start it. Its adapter for Payara starts a server with the first deployment
 * only, and tests look at the server before they deploy.
 */
public final class ArquillianServer implements LoadableExtension {

  /** Initialized once, while Arquillian registers its extensions for each test class. */
  private static final class Running {

    private static final Node NODE = start();

    private static Node start() {
      ShrinkWrap.getDefaultDomain()
          .getConfiguration()
          .getExtensionLoader()
          .addOverride(ZipExporter.class, StoredZipExporter.class);
      String server = SystemProperty.required("arquillian.launch");
      return Server.valueOf(server.toUpperCase(Locale.ROOT))
          .start(
              NodeSettings.named("arquillian")
                  .property("java.io.tmpdir", temporaryDirectory().toString())
                  // How Hawtio, a test application, finds its users; and it does not count their
                  // logins.
                  .property(
                      "hawtio.authenticationContainerDiscoveryClasses",
                      "io.weir.sample.applications.HawtioUsers")
                  .property("hawtio.authenticationThrottled", "false")
                  // On a slow machine too, no answer comes from a node that the cluster left alone.
                  .variable("WEIR_CLUSTER_DEADLINE", "10s")
                  // Each test is a client of its own, by X-Forwarded-For.
                  .variable("WEIR_TRUSTED_PROXIES", "127.0.0.1"));
    }

    private static Path temporaryDirectory() {
      Path directory = SystemProperty.path("servers.nodes").resolve("arquillian-tmp");
      Tree.delete(directory);
      try {
        return Files.createDirectories(directory);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The running server. */
  public static Node node() {
    return Running.NODE;
  }

  @Override
  public void register(ExtensionBuilder builder) {
    System.setProperty("arquillian.http", String.valueOf(node().uri().getPort()));
    System.setProperty("arquillian.admin", String.valueOf(node().adminPort()));
  }
}
