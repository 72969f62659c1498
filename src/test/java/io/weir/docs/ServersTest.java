package io.weir.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page about servers says what the build runs. */
class ServersTest {

  private static final String PAGE = Document.page("servers.md").text();
  private static final String POM = Document.file("pom.xml");
  private static final String LEGACY = Document.file("legacy-sample/pom.xml");
  private static final String WEIR = Document.file("src/pom.xml");

  @Test
  void the_versions_are_those_of_the_build() {
    assertThat(PAGE)
        .contains("WildFly " + in(POM, "wildfly.version") + " |")
        .contains("Payara Server " + in(POM, "payara.version") + " |")
        .contains("WildFly " + in(LEGACY, "wildfly.version") + " |")
        .contains("Payara Server " + in(LEGACY, "payara.version") + " |");
    for (String tomcat : List.of("9", "10", "11")) {
      assertThat(PAGE).contains("Tomcat " + in(WEIR, "tomcat-%s.version".formatted(tomcat)) + " |");
    }
  }

  /** Which of them ran, the test of the last module compares: it has the reports of all. */
  @Test
  void each_test_of_the_samples_has_a_row() throws IOException {
    assertThat(all("(?m)^\\| `([\\w.]+IT)` \\|", PAGE))
        .isEqualTo(tests("webapp-sample", "ear-sample/ear"));
  }

  /** The tests on servers: without the one of a server alone, and the one of the table itself. */
  private static Set<String> tests(String... modules) throws IOException {
    Set<String> names = new TreeSet<>();
    for (String module : modules) {
      Path packages = Document.ROOT.resolve(module).resolve("src/test/java/io/weir/sample");
      try (Stream<Path> files = Files.walk(packages)) {
        files
            .map(file -> packages.relativize(file).toString())
            .filter(file -> file.endsWith("IT.java"))
            .map(file -> file.replace(".java", "").replace('/', '.'))
            .filter(test -> !test.endsWith("PayaraMicroIT") && !test.endsWith("ServerTableIT"))
            .forEach(names::add);
      }
    }
    return names;
  }

  private static Set<String> all(String pattern, String text) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  private static String in(String pom, String element) {
    Matcher found =
        Pattern.compile("<%1$s>([^<]+)</%1$s>".formatted(Pattern.quote(element))).matcher(pom);
    assertThat(found.find()).as(element).isTrue();
    return found.group(1);
  }
}
