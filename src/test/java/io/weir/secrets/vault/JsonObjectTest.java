package io.weir.secrets.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonObjectTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"b\":null,\"a\":1.10}",
        "[null,true,{\"c\":null}]",
        "12345678901234567890",
        "\"ü/\\\"\\\\\\n\"",
        "{}"
      })
  void a_value_is_written_as_it_was_read(String value) {
    byte[] json = "{\"value\":%s}".formatted(value).getBytes(StandardCharsets.UTF_8);

    Object read = JsonObject.parse(json).fields().get("value");

    assertThat(JsonObject.write(Objects.requireNonNull(read))).isEqualTo(value);
  }
}
