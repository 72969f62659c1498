package io.weir.sample.secrets;

import static io.weir.sample.deployment.WebXml.contextParam;

import io.weir.sample.deployment.Wars;
import io.weir.sample.deployment.WebXml;
import io.weir.sample.servers.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * An application that knows nothing of Weir, and needs secrets.
 *
 * @param war with its jar, or without
 */
record Shop(WebArchive war) {

  static final String NAME = "shop";

  /**
   * Its secrets are in files of a directory, and in the environment.
   *
   * @param more settings of MicroProfile Config
   */
  static Shop of(Path secrets, String more) {
    WebArchive war =
        Wars.withWeir(
                NAME,
                WebXml.of(
                    contextParam("weir.secrets.shop.init", "env:OF_A_FILE"),
                    contextParam(
                        "weir.secrets.shop.property", "file:%s#property".formatted(secrets)),
                    contextParam("weir.secrets.shop.bound", "file:%s#bound".formatted(secrets)),
                    contextParam("weir.secrets.init-params", "shop.init"),
                    contextParam("weir.secrets.system-properties", "shop.property"),
                    contextParam("weir.secrets.jndi", "shop.bound"),
                    contextParam("weir.key-secret", "file:%s/canary".formatted(secrets)),
                    contextParam(
                        "weir.rate-limit.rules",
                        "/** 900/minute except header:X-Probe=file:%s/canary".formatted(secrets))))
            .addAsResource(
                new StringAsset(
                    """
                    weir.cluster=none
                    weir.secrets.refresh=5s
                    weir.secrets.shop.early=env:BEFORE_ALL
                    weir.secrets.shop.config=file:%1$s/config
                    weir.secrets.shop.canary=file:%1$s/canary
                    %2$s
                    """
                        .formatted(secrets, more)),
                "META-INF/microprofile-config.properties");
    return new Shop(withClasses(war));
  }

  /** What stays behind when the application has gone, this one would see. */
  static Shop withoutWeir() {
    return new Shop(withClasses(ShrinkWrap.create(WebArchive.class)));
  }

  private static WebArchive withClasses(WebArchive war) {
    return war.addClasses(
            Early.class,
            FailingServlet.class,
            Fingerprint.class,
            SearchingServlet.class,
            TellingServlet.class)
        .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml");
  }

  void deployOn(Node node) throws IOException {
    Path file = Files.createTempFile(NAME, ".war");
    try {
      war.as(ZipExporter.class).exportTo(file.toFile(), true);
      node.deploy(file, NAME);
    } finally {
      Files.delete(file);
    }
  }
}
