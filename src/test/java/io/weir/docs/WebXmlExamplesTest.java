package io.weir.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.docs.Document.Block;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every part of a {@code web.xml} on the pages can be deployed, or fails as the page says. */
class WebXmlExamplesTest {

  private static final String MAPPING =
      """
      <filter-mapping>
        <filter-name>weir-rate-limit</filter-name>
        <url-pattern>/*</url-pattern>
        <dispatcher>REQUEST</dispatcher>
        <dispatcher>FORWARD</dispatcher>
        <dispatcher>ASYNC</dispatcher>
        <dispatcher>ERROR</dispatcher>
      </filter-mapping>
      """;

  private static final String RULES =
      """
      <init-param><param-name>rules</param-name><param-value>/** 60/minute</param-value></init-param>
      """;

  @TempDir Path directory;

  @Test
  void the_readme_shows_what_the_sample_has() {
    String webXml = Document.file("webapp-sample/src/main/webapp/WEB-INF/web.xml");
    String begin = "<!-- weir: begin -->\n";
    String marked =
        webXml.substring(webXml.indexOf(begin) + begin.length(), webXml.indexOf("<!-- weir: end"));

    assertThat(Document.readme().blocks().get(0).text())
        .isEqualTo(marked.stripTrailing().stripIndent());
  }

  @Test
  void the_page_about_budgets_shows_what_the_sample_has() {
    String webXml = Document.file("webapp-sample/src/main/webapp/WEB-INF/web.xml");
    String begin = "<!-- budgets: begin -->\n";
    String marked =
        webXml.substring(
            webXml.indexOf(begin) + begin.length(), webXml.indexOf("<!-- budgets: end"));

    assertThat(Document.blocks("xml").filter(block -> block.text().contains("BudgetFilter")))
        .extracting(Block::text)
        .contains(marked.stripTrailing().stripIndent());
  }

  static Stream<Block> examples() {
    return Document.blocks("xml");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void what_is_shown_works(Block block) throws Exception {
    try (Application application = Application.deploy(directory, completed(block.text()))) {
      assertThat(application.refusal()).isEmpty();
    }
  }

  static Stream<Block> mistakes() {
    return Document.blocks("mistakes").filter(block -> block.text().startsWith("<"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void what_is_printed_is_what_is_shown(Block block) throws Exception {
    int start = block.text().indexOf("\n\nWeir cannot start");
    String webXml = block.text().substring(0, start);
    try (Application application = Application.deploy(directory, completed(webXml))) {
      assertThat(application.refusal().orElse("it starts").strip())
          .matches(Elided.pattern(block.text().substring(start).strip()));
    }
  }

  /** Adds a declaration to an init-param that is shown alone. */
  static String completed(String fragment) {
    if (fragment.contains("<filter>") || fragment.contains("<filter-mapping>")) {
      return fragment;
    }
    boolean inFilter = fragment.startsWith("<init-param>");
    String rules = fragment.contains("<param-name>rules<") ? "" : RULES;
    return (inFilter ? "" : fragment)
        + """
        <filter>
          <filter-name>weir-rate-limit</filter-name>
          <filter-class>io.weir.RateLimitFilter</filter-class>
          <async-supported>true</async-supported>
        """
        + (inFilter ? fragment : "")
        + rules
        + "</filter>\n"
        + MAPPING;
  }
}
