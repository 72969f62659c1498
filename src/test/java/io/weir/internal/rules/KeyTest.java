package io.weir.internal.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyTest {

  @ParameterizedTest
  @CsvSource(
      delimiterString = "→",
      quoteCharacter = '\0',
      textBlock =
          """
          per usr          → "usr": no key "usr"; ip, user, session, global, header:NAME, cookie:NAME, param:NAME, json:/POINTER, path:VARIABLE, phone:VARIABLE, phone-prefix:VARIABLE, api-key:HEADER or class:NAME. Did you mean "user"?
          per user, ip     → "ip": the parts of a key are joined by "+", as in ip+user.
          per ip+ip        → "ip+ip": write each part of a key once.
          per ip:192.0.2.1 → "ip:192.0.2.1": "ip" takes no name.
          per header       → "header": a name is missing; it follows the colon directly, as in header:X-Api-Key.
          per param:       → "param:": a name is missing; it follows the colon directly, as in header:X-Api-Key.
          per api-key      → "api-key": a name is missing; it follows the colon directly, as in header:X-Api-Key.
          per api-key:"X Y" → "api-key:"X Y"": "X Y" is not the name of a header field; use letters, digits and "-", as in X-Api-Key.
          per header:"X Y" → "header:"X Y"": "X Y" is not the name of a header field; use letters, digits and "-", as in X-Api-Key.
          per cookie:"a b" → "cookie:"a b"": "a b" is not the name of a cookie; use letters, digits, "-" and "_", as in tenant_id.
          per param:" "    → "param:" "": the name of a parameter must follow the colon directly, as in param:username.
          per json:user    → "json:user": a JSON pointer begins with "/" (RFC 6901), as in json:/user/name.
          per json:/a~2b   → "json:/a~2b": a JSON pointer begins with "/" (RFC 6901), as in json:/user/name.
          per class:1.Key  → "class:1.Key": the full name of a class must follow the colon, as in class:com.example.TenantKey.
          """)
  void a_wrong_key_is_reported(String options, String what) {
    assertThat(SampleTable.mistakesIn("a: POST /a 5/minute " + options))
        .containsExactly("rules, line 1: " + what);
  }

  @ParameterizedTest
  @CsvSource({
    "ip, false, false",
    "user, false, false",
    "session, true, false",
    "header:X, true, false",
    "header:X+session, true, false",
    "header:X+ip, true, false",
    "global, false, true",
    "path:v, true, true",
    "path:v+global, true, true",
    "path:v+user, true, false",
    "path:v+ip, true, false",
    "phone:v, false, true",
    "phone-prefix:v, false, true",
    "phone:v+path:v, true, true",
  })
  void a_key_is_chosen_by_the_client_or_shared_by_strangers(
      String text, boolean chosen, boolean shared) {
    Key key = key(text);

    assertThat(key.chosenByClient()).isEqualTo(chosen);
    assertThat(key.shared()).isEqualTo(shared);
  }

  @Test
  void a_variable_that_a_path_lacks_is_reported() {
    RequestPattern requests = SampleTable.read("/a/{v}, /b 1").get(0).requests();

    assertThat(key("path:v").contradictions(requests))
        .containsExactly("\"path:v\": the path /b has no variable {v}.");
    assertThat(key("ip+user").contradictions(requests)).isEmpty();
  }

  @Test
  void a_key_has_at_least_one_part() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Key(List.of()));
  }

  private static Key key(String text) {
    return SampleTable.read("/a 1 per " + text).get(0).key();
  }
}
