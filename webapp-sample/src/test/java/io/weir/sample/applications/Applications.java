package io.weir.sample.applications;

import static io.weir.sample.deployment.WebXml.contextParam;
import static io.weir.sample.deployment.WebXml.cors;
import static io.weir.sample.deployment.WebXml.initParam;
import static io.weir.sample.deployment.WebXml.limits;

import io.weir.sample.deployment.Wars;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ExplodedImporter;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** Applications to deploy twice: alone as {@code NAME-0}, and with Weir as {@code NAME-1}. */
final class Applications {

  private static final String WEB_XML = "/WEB-INF/web.xml";

  /** The build copies published files there. */
  private static final File PUBLISHED = new File("target/applications");

  private Applications() {}

  /** An application without content. */
  static WebArchive empty(String name) {
    return ShrinkWrap.create(WebArchive.class, name + ".war");
  }

  /** A published WAR. */
  static WebArchive published(String name, String file) {
    return ShrinkWrap.create(ZipImporter.class, name + ".war")
        .importFrom(published(file))
        .as(WebArchive.class);
  }

  /** A published directory. */
  static WebArchive unpacked(String name, String directory) {
    return ShrinkWrap.create(ExplodedImporter.class, name + ".war")
        .importDirectory(published(directory))
        .as(WebArchive.class)
        .addAsWebInfResource(Wars.ROLES, "glassfish-web.xml");
  }

  static File published(String file) {
    return new File(PUBLISHED, file);
  }

  /**
   * Libraries on the class path of the tests.
   *
   * @param names what their files begin with, up to the version
   */
  static File[] libraries(String... names) {
    List<File> all =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(File::new)
            .toList();
    return Arrays.stream(names).map(name -> library(all, name)).toArray(File[]::new);
  }

  private static File library(List<File> all, String name) {
    return all.stream()
        .filter(file -> file.getName().matches(name + "-[0-9].*\\.jar"))
        // Of two that differ in their classifier, the one for Jakarta EE.
        .max((a, b) -> Boolean.compare(isJakarta(a), isJakarta(b)))
        .orElseThrow(() -> new IllegalStateException("No library " + name));
  }

  private static boolean isJakarta(File file) {
    return file.getName().endsWith("-jakarta.jar");
  }

  /** Adds what an administrator adds: the jar, and both filters before those of the application. */
  static WebArchive protect(WebArchive war, String rules) {
    Wars.weir().forEach((path, node) -> war.add(node.getAsset(), path));
    String filters =
        contextParam("weir.cluster", "none")
            + cors(initParam("allowed-origins", "https://app.example.com"))
            + limits(initParam("rules", rules + "\nall: /** 100000/minute per ip\n"));
    return edit(war, "(<web-app[^>]*>)", "$1\n" + filters);
  }

  /** Replaces what matches in the application's {@code web.xml}. */
  static WebArchive edit(WebArchive war, String regex, String replacement) {
    return edit(war, WEB_XML, regex, replacement);
  }

  /** Replaces what matches in a file of the application. */
  static WebArchive edit(WebArchive war, String path, String regex, String replacement) {
    String before = text(war, path);
    String after = before.replaceAll(regex, replacement);
    if (after.equals(before)) {
      throw new IllegalStateException("%s has no %s".formatted(path, regex));
    }
    war.delete(path);
    return war.add(new StringAsset(after), path);
  }

  private static String text(WebArchive war, String path) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(war.get(path).getAsset().openStream(), StandardCharsets.UTF_8))) {
      return lines.lines().collect(Collectors.joining("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
