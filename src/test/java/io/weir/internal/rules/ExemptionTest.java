package io.weir.internal.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.settings.Mistakes;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExemptionTest {

  @ParameterizedTest
  @CsvSource(
      delimiterString = "→",
      quoteCharacter = '\0',
      textBlock =
          """
          except user:     → "user:": a user's name must follow the colon directly, as in user:monitoring.
          except path:x    → "path:x": a path begins with "/", for example /token.
          except header:X-Probe → "header:" must be followed by a name, "=" and a reference to the value, as in header:X-Probe=env:PROBE_KEY.
          except header:X-Probe=hunter2hunter2hunter2 → "header:X-Probe=…": must be a reference, not the secret itself: env:NAME, file:/run/secrets/name or vault:mount/path#key
          except header:X-Probe=env:NO_SUCH_VARIABLE → "header:X-Probe=…": env:NO_SUCH_VARIABLE: no such environment variable
          except header:"X Probe"=env:PATH → "header:X Probe=…": "X Probe" is not the name of a header field; use letters, digits and "-", as in X-Api-Key.
          except           → an exemption is missing; role:NAME, user:NAME, ip:BLOCK, path:PATTERN or header:NAME=REFERENCE, for example role:admin or ip:192.0.2.0/24.
          except admin     → "admin": not understood after except; allowed are role:NAME, user:NAME, ip:BLOCK, path:PATTERN or header:NAME=REFERENCE, for example role:admin or ip:192.0.2.0/24.
          except rol:admin → "rol:admin": not understood after except; allowed are role:NAME, user:NAME, ip:BLOCK, path:PATTERN or header:NAME=REFERENCE, for example role:admin or ip:192.0.2.0/24. Did you mean "role"?
          except role:     → "role:": a role's name must follow the colon directly, as in role:admin.
          except role:a ip:192.0.2.1 → "ip:192.0.2.1": a comma is missing before it.
          except role:"Domain Admins → role:"…: this quote is not closed; put a name with blanks between two quotes, as in role:"Domain Admins".
          except per user  → an exemption is missing; role:NAME, user:NAME, ip:BLOCK, path:PATTERN or header:NAME=REFERENCE, for example role:admin or ip:192.0.2.0/24.
          """)
  void a_wrong_exemption_is_reported(String options, String what) {
    assertThat(SampleTable.mistakesIn("a: POST /a 5/minute " + options))
        .containsExactly("rules, line 1: " + what);
  }

  @Test
  void the_setting_except_is_read_by_the_same_rules() {
    Mistakes mistakes = new Mistakes();

    assertThat(
            Exemption.parseAll(
                "role:\"Domain Admins\",\n ip:192.0.2.0/24 # the office\n", "except", mistakes))
        .extracting(Exemption::toString)
        .containsExactly("role:\"Domain Admins\"", "ip:192.0.2.0/24");
    assertThat(Exemption.parseAll("  ", "except", mistakes)).isEmpty();
    assertThat(mistakes.found()).isEmpty();

    Exemption.parseAll("role:a shadow, admin", "except", mistakes);
    assertThat(mistakes.found())
        .extracting(Object::toString)
        .containsExactly(
            "except: \"shadow\": not understood after the list; allowed are role:NAME, user:NAME, ip:BLOCK, path:PATTERN or header:NAME=REFERENCE, separated by \",\".");
  }

  @Property
  void exemptions_are_what_their_text_says(@ForAll("exemptions") List<Exemption> exemptions) {
    Mistakes mistakes = new Mistakes();
    String text = String.join(",", exemptions.stream().map(Exemption::toString).toList());

    assertThat(Exemption.parseAll(text, "except", mistakes)).isEqualTo(exemptions);
    assertThat(mistakes.found()).isEmpty();
  }

  @Provide
  Arbitrary<List<Exemption>> exemptions() {
    return RuleArbitraries.exemptions();
  }
}
