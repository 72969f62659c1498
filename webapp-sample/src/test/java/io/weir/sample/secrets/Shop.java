package io.weir.sample.secrets;

import static io.weir.sample.deployment.WebXml.contextParam;

import io.weir.sample.deployment.Wars;
import io.weir.sample.deployment.WebXml;
import io.weir.sample.servers.Node;
import io.weir.secrets.vault.server.LocalVault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipStoredExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * An application that knows nothing of Weir, and needs secrets.
 *
 * @param war with its jar, or without
 */
record Shop(WebArchive war) {

  static final String NAME = "shop";

  /**
   * Its secrets, and two of Weir's own, are in files of a directory, in Vault, and in the
   * environment.
   *
   * @param more settings of MicroProfile Config
   */
  static Shop of(Safe safe, String... more) {
    String files = safe.directory().toString();
    return of(
        WebXml.of(
            contextParam("weir.secrets.shop.init", "env:OF_A_FILE"),
            contextParam("weir.secrets.shop.property", "file:%s#property".formatted(files)),
            contextParam("weir.secrets.shop.bound", "file:%s#bound".formatted(files)),
            contextParam("weir.secrets.shop.turned", "vault:secret/shop#turned"),
            contextParam("weir.secrets.init-params", "shop.init"),
            contextParam("weir.secrets.system-properties", "shop.property, shop.turned"),
            contextParam("weir.secrets.jndi", "shop.bound"),
            contextParam("weir.key-secret", "vault:secret/weir#key"),
            contextParam(
                "weir.rate-limit.rules",
                "/** 900/minute except header:X-Probe=\"vault:secret/weir#probe\"")),
        vault(safe.vault()),
        """
        weir.secrets.shop.dot-env=env:ONLY_THERE
        weir.secrets.shop.early=env:BEFORE_ALL
        weir.secrets.shop.early-of-vault=vault:secret/shop#early
        weir.secrets.shop.config=file:%1$s/config
        weir.secrets.shop.canary=file:%1$s/canary
        weir.secrets.shop.vault=vault:secret/shop#password
        weir.secrets.shop.old=vault:old/shop#password
        weir.secrets.on-start-failure=use-last-known
        weir.secrets.last-known-dir=%1$s/kept
        weir.secrets.last-known-key=file:%1$s/kept-key
        shop.searched=%1$s/searched
        """
            .formatted(files),
        String.join("\n", more));
  }

  /** One whose secret is in a Vault, which is somewhere else. */
  static Shop atVault(String address) {
    return of(
        WebXml.of(),
        """
        weir.vault.address=%s
        weir.vault.token=env:BEFORE_ALL
        weir.secrets.start-deadline=7s
        weir.secrets.shop.vault=vault:secret/shop#password
        """
            .formatted(address));
  }

  private static Shop of(String webXml, String... settings) {
    return new Shop(
        withClasses(
            Wars.withWeir(NAME, webXml)
                .addAsResource(
                    new StringAsset(
                        """
                        weir.cluster=none
                        weir.secrets.refresh=5s
                        %s
                        """
                            .formatted(String.join("\n", settings))),
                    "META-INF/microprofile-config.properties")));
  }

  /** How the application's role gets in. */
  private static String vault(LocalVault vault) {
    return """
    weir.vault.address=%s
    weir.vault.ca-file=%s
    weir.vault.auth=approle
    weir.vault.role-id=%s
    weir.vault.secret-id=file:%s
    """
        .formatted(vault.address(), vault.authority(), LocalVault.ROLE_ID, vault.secretId());
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
      war.as(ZipStoredExporter.class).exportTo(file.toFile(), true);
      node.deploy(file, NAME);
    } finally {
      Files.delete(file);
    }
  }
}
