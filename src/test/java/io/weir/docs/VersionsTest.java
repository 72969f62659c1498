package io.weir.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The versions that pages name are those of the build. */
class VersionsTest {

  private static final String POM = Document.file("pom.xml");
  private static final String LEGACY = Document.file("legacy-sample/pom.xml");

  @Test
  void the_servers_are_those_that_are_tested() {
    assertThat(Document.readme().text())
        .contains("WildFly " + inPom("wildfly.version"))
        .contains("Payara Server " + inPom("payara.version"));
    assertThat(Document.readme().text())
        .contains("WildFly " + in(LEGACY, "wildfly.version"))
        .contains("Payara Server " + in(LEGACY, "payara.version"));
    assertThat(Document.page("changelog.md").text())
        .contains("WildFly " + inPom("wildfly.version"))
        .contains("Payara Server " + inPom("payara.version"));
  }

  @Test
  void the_jar_has_the_name_that_is_built() {
    Matcher names =
        Pattern.compile("weir-([0-9][A-Za-z0-9.-]*?)(-javax)?\\.jar")
            .matcher(Document.readme().text());

    assertThat(names.results().map(name -> name.group(1)))
        .isNotEmpty()
        .containsOnly(inPom("version"));
  }

  @Test
  void the_changes_begin_with_this_version() {
    String version = inPom("version").replace("-SNAPSHOT", "");

    assertThat(Document.page("changelog.md").lines()).contains("## " + version);
  }

  private static String inPom(String element) {
    return in(POM, element);
  }

  private static String in(String pom, String element) {
    Matcher found =
        Pattern.compile("<%1$s>([^<]+)</%1$s>".formatted(Pattern.quote(element))).matcher(pom);
    assertThat(found.find()).as(element).isTrue();
    return found.group(1);
  }
}
