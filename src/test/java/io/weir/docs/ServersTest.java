package io.weir.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  @Test
  void the_tests_of_the_legacy_servers_are_those_of_the_build() {
    String table = PAGE.substring(PAGE.indexOf("| tests | on |"));
    assertThat(all("(?m)^\\| `(\\w+)` \\|", table.substring(0, table.indexOf("\n\n"))))
        .isEqualTo(all("<include>\\*\\*/(\\w+)", LEGACY));
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
