package io.weir.sample.tested;

import static java.util.Locale.ROOT;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What failsafe has written of one test class.
 *
 * @param testClass its name
 * @param properties system properties of its JVM
 * @param passed tests, neither skipped nor failed
 * @param failed tests
 */
record Report(String testClass, Map<String, String> properties, int passed, int failed) {

  private static final List<String> MODULES =
      List.of("webapp-sample", "ear-sample/ear", "legacy-sample");

  Report {
    properties = Map.copyOf(properties);
  }

  /** All of the last builds. */
  static List<Report> all(Path root) {
    return MODULES.stream().flatMap(module -> of(root, module)).toList();
  }

  private static Stream<Report> of(Path root, String module) {
    Path reports = root.resolve(module).resolve("target/failsafe-reports");
    if (!Files.exists(reports)) {
      return Stream.empty();
    }
    try (Stream<Path> files = Files.walk(reports)) {
      return files
          .filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
          .map(Report::read)
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Report read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      XMLStreamReader xml = XMLInputFactory.newFactory().createXMLStreamReader(in);
      String name = "";
      int passed = 0;
      int failed = 0;
      Map<String, String> properties = new TreeMap<>();
      while (xml.hasNext()) {
        if (xml.next() != XMLStreamConstants.START_ELEMENT) {
          continue;
        }
        if (xml.getLocalName().equals("testsuite")) {
          name = attribute(xml, "name");
          failed = number(xml, "errors") + number(xml, "failures");
          passed = number(xml, "tests") - number(xml, "skipped") - failed;
        } else if (xml.getLocalName().equals("property")) {
          properties.put(attribute(xml, "name"), attribute(xml, "value"));
        } else if (xml.getLocalName().equals("testcase")) {
          break; // What follows is output of tests.
        }
      }
      xml.close();
      return new Report(name, properties, passed, failed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (XMLStreamException e) {
      throw new IllegalStateException(file + " is no report", e);
    }
  }

  private static String attribute(XMLStreamReader element, String name) {
    return Optional.ofNullable(element.getAttributeValue(null, name)).orElse("");
  }

  private static int number(XMLStreamReader element, String name) {
    String value = attribute(element, name);
    return value.isEmpty() ? 0 : Integer.parseInt(value);
  }

  /** The class without its first packages, and the nested class: {@code deployment.CorsIT}. */
  String test() {
    return testClass.replaceFirst("^io\\.weir\\.sample\\.", "").replaceFirst("\\$.*", "");
  }

  /** What they ran on: {@code WildFly 39}, {@code Payara 5}, {@code WildFly 39, JDK 25}. */
  List<String> servers() {
    String launched = property("arquillian.launch");
    // A class that starts its servers itself starts both, or has a nested class for each.
    String only = launched.isEmpty() ? testClass.replaceFirst("^[^$]*", "") : launched;
    String jdk = property("servers.jdk");
    return Stream.of("WildFly", "Payara")
        .filter(
            server -> only.isEmpty() || only.toLowerCase(ROOT).endsWith(server.toLowerCase(ROOT)))
        .map(server -> "%s %s".formatted(server, version(server.toLowerCase(ROOT))))
        .map(server -> jdk.isEmpty() ? server : "%s, JDK %s".formatted(server, jdk))
        .toList();
  }

  /**
   * By the directory that the server was unpacked to: {@code wildfly-39.0.1.Final}, {@code
   * payara6}.
   */
  private String version(String server) {
    return property("servers." + server)
        .replaceFirst(".*/%s-?(\\d+)[^/]*$".formatted(server), "$1");
  }

  private String property(String name) {
    return properties.getOrDefault(name, "");
  }
}
