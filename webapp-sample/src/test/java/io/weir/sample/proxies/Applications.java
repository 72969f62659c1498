package io.weir.sample.proxies;

import static io.weir.sample.deployment.WebXml.contextParam;

import io.weir.sample.deployment.Wars;
import io.weir.sample.deployment.WebXml;
import io.weir.sample.servers.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipStoredExporter;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** Applications of one page that differ in whom they trust, in one EAR with one jar of Weir. */
enum Applications {
  NOBODY,
  PROXIES("weir.trusted-proxies", "127.0.0.1"),
  HOPS("weir.trusted-hops", "1"),
  FORWARDED("weir.trusted-proxies", "127.0.0.1", "weir.client-address-header", "Forwarded"),
  REAL_IP("weir.trusted-proxies", "127.0.0.1", "weir.client-address-header", "X-Real-IP");

  /** How often a client may ask for the page. */
  static final int LIMIT = 2;

  private final String params;

  Applications(String... settings) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < settings.length; i += 2) {
      all.append(contextParam(settings[i], settings[i + 1]));
    }
    params = all.toString();
  }

  /** Of its page. */
  String path() {
    return "/%s/page.txt".formatted(name());
  }

  static void deployOn(Node node) {
    EnterpriseArchive ear = ShrinkWrap.create(EnterpriseArchive.class);
    Wars.weir().values().forEach(jar -> ear.add(jar.getAsset(), "lib/weir.jar"));
    for (Applications application : values()) {
      ear.addAsModule(application.war());
    }
    try {
      Path file = Files.createTempFile("trusting", ".ear");
      try {
        ear.as(ZipStoredExporter.class).exportTo(file.toFile(), true);
        node.deploy(file, "trusting");
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private WebArchive war() {
    return ShrinkWrap.create(WebArchive.class, name() + ".war")
        .addAsWebResource(new StringAsset("a page\n"), "page.txt")
        .setWebXML(
            new StringAsset(
                WebXml.of(
                    contextParam("weir.cluster", "none"),
                    contextParam("weir.rate-limit.rules", "/** %d/hour".formatted(LIMIT)),
                    params)));
  }
}
