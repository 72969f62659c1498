package io.weir.sample.tested;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The manual's table of tests and servers says what has run, by the reports of this build. The last
 * module runs it when all tests have ended. With the system property {@code tested.write} it writes
 * the table.
 */
class ServerTableIT {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path PAGE = ROOT.resolve("src/site/markdown/servers.md");
  private static final String BEGIN = "<!-- What ran; ServerTableIT writes it. -->\n";
  private static final String END = "<!-- The end of what ran. -->\n";

  private final List<Report> reports = Report.all(ROOT);
  private final ServerTable passed = ServerTable.passed(reports);
  private String page = "";
  private String table = "";

  @BeforeEach
  void read() throws IOException {
    page = Files.readString(PAGE);
    table = page.substring(page.indexOf(BEGIN) + BEGIN.length(), page.indexOf(END));
    if (Boolean.getBoolean("tested.write")) {
      Files.writeString(PAGE, page.replace(table, passed.lines(reasons())));
      table = passed.lines(reasons());
    }
  }

  /** Where a JDK is missing, or a part of the tests was run alone, the others have no report. */
  @Test
  void the_table_has_all_that_ran() {
    ServerTable said = ServerTable.read(table);
    passed
        .servers()
        .forEach(
            (test, servers) ->
                assertThat(said.servers().get(test)).as(test).isNotNull().containsAll(servers));
  }

  /** As the continuous build demands, which runs everything. What failed is told by itself. */
  @Test
  void what_the_table_says_ran() {
    if (Boolean.parseBoolean(System.getenv("ALL_SERVERS_REQUIRED"))) {
      ServerTable said = ServerTable.read(table).without(ServerTable.failed(reports));
      assertThat(said.on(passed.any()).servers())
          .containsExactlyInAnyOrderEntriesOf(passed.servers());
      assertThat(passed.any()).contains("WildFly 39", "Payara 6", "WildFly 26", "Payara 5");
    }
  }

  @Test
  void the_reasons_are_those_of_the_build() throws IOException {
    assertThat(table).isEqualTo(ServerTable.read(table).lines(reasons()));
  }

  /** {@code <!-- deployment.BrowserIT: why it is left out. -->} in the pom. */
  private static Map<String, String> reasons() throws IOException {
    Map<String, String> reasons = new TreeMap<>();
    Pattern.compile("<!-- ((?:\\w+\\.)?\\w+IT|\\w+\\.\\*): (.*?)\\.? -->")
        .matcher(Files.readString(ROOT.resolve("legacy-sample/pom.xml")))
        .results()
        .forEach(found -> reasons.put(found.group(1), found.group(2)));
    return reasons;
  }
}
