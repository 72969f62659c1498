package io.weir.internal.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableParserTest {

  @ParameterizedTest
  @CsvSource(
      delimiterString = "→",
      quoteCharacter = '\0',
      textBlock =
          """
          token 5/minute          → "token": no such method; write GET, POST, PUT, DELETE or another HTTP method, or none for all methods. A name ends with ":", a path begins with "/".
          calls POST /x 5/minute  → "calls": no such method; write GET, POST, PUT, DELETE or another HTTP method, or none for all methods. A name ends with ":", a path begins with "/".
          a: DELETEE /x 5/minute  → "DELETEE": no such method; write GET, POST, PUT, DELETE or another HTTP method, or none for all methods. A name ends with ":", a path begins with "/". Did you mean "DELETE"?
          2calls: POST /x 5/minute → "2calls:": a name is a letter and then letters, digits or "-", as in calls-2:.
          : POST /x 5/minute      → ":": a name is a letter and then letters, digits or "-", as in calls-2:.
          a: GET, POST /x 5/minute → "POST": methods are separated by "|", as in GET|POST.
          a: GET POST /x 5/minute → "POST": methods are separated by "|", as in GET|POST.
          a: POST token 5/minute  → "token": a path must follow; it begins with "/", for example /token.
          a: POST 5/minute        → "5/minute": a path must follow; it begins with "/", for example /token.
          a: POST /a /b 5/minute  → "/b": paths are separated by ",", as in /login, /token.
          a: POST /a, 5/minute    → "5/minute": a path must follow; it begins with "/", for example /token.
          a: POST /a, /a 5/minute → "/a": write each path of a rule once.
          a: /a/ 5/minute         → "/a/": a path has no slash at the end; a slash at the end of a request's path is ignored.
          """)
  void a_wrong_beginning_is_reported(String line, String what) {
    assertThat(SampleTable.mistakesIn(line)).containsExactly("rules, line 1: " + what);
    assertThat(SampleTable.read(line)).isEmpty();
  }

  @Test
  void a_table_may_have_comments_and_blank_lines_tabs_and_any_line_ends() {
    String table =
        "\r\n  \r\n# name: methods paths\r\n\tcalls:\tPOST\t/call\t2/minute\r\n\r\n  # all\r\n/** 9/minute\u00a0per ip#\r\n";

    assertThat(SampleTable.mistakesIn(table))
        .singleElement()
        .asString()
        .startsWith("rules, line 5: \"ip#\": no key \"ip#\";");
    assertThat(SampleTable.read(table.replace("ip#", "ip #")))
        .extracting(SampleTable.Entry::name)
        .containsExactly("calls", "rule-2");
  }

  @Test
  void each_mistake_of_each_line_is_reported() {
    assertThat(SampleTable.mistakesIn("a: PSOT /a;b 5 per usr\nb: /b 5\nb: /{x}/{x} 5"))
        .extracting(mistake -> mistake.replaceFirst(";.*", ""))
        .containsExactly(
            "rules, line 1: \"PSOT\": no such method",
            "rules, line 1: \"/a",
            "rules, line 1: \"usr\": no key \"usr\"",
            "rules, line 3: \"/{x}/{x}\": each variable of a path needs a name of its own.",
            "rules, line 3: \"b\": the name is already taken in rules, line 2");
  }

  @Test
  void a_table_without_entries_is_a_mistake() {
    assertThat(SampleTable.mistakesIn("\n # calls: POST /calls 5/minute \n\n"))
        .containsExactly(
            "rules: no rule; write one per line, for example calls: POST /calls 5/minute");
  }

  @Test
  void a_secret_after_an_open_quote_is_not_shown() {
    assertThat(SampleTable.mistakesIn("/a 1/day except header:X=\"hunter2").toString())
        .doesNotContain("hunter2");
    assertThat(SampleTable.mistakesIn("/a 1/day except role:a header:X=hunter2").toString())
        .doesNotContain("hunter2");
  }
}
