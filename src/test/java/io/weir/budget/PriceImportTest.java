package io.weir.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.internal.settings.Mistakes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PriceImportTest {

  private static final String TABLE =
      """
      {
        "sample_spec": {"mode": "one of: chat, embedding", "max_tokens": "set to what it allows"},
        "example-chat": {"input_cost_per_token": 1e-05, "output_cost_per_token": 0.00003,
          "cache_read_input_token_cost": 3.625e-09, "supported": ["a", {"b": 1}], "max_tokens": 4096},
        "example-long": {"input_cost_per_token": 1.25e-06, "input_cost_per_token_above_200k_tokens": 2.5e-06,
          "input_cost_per_token_batches": 9, "output_cost_per_token": 1e-05},
        "example/embedding": {"input_cost_per_token": 2e-08, "output_cost_per_token": 0.0},
        "example-tiny": {"input_cost_per_token": 1e-13, "output_cost_per_token": 0},
        "example-image": {"output_cost_per_image": 0.04},
        "an example": {"input_cost_per_token": 1, "output_cost_per_token": 1}
      }
      """;

  @TempDir private Path folder;

  @Test
  void a_table_becomes_prices_that_weir_reads() throws IOException {
    Path from = Files.writeString(folder.resolve("table.json"), TABLE);
    Path to = folder.resolve("prices.txt");

    PriceImport.main(new String[] {from.toString(), to.toString()});

    assertThat(to)
        .hasContent(
            """
            # model  1M input  1M output  1M cached input
            example-chat 10.00 30.00 0.003625
            example-long 2.50 10.00
            example-tiny 0.000001 0.00
            example/embedding 0.02 0.00
            """);
    Mistakes mistakes = new Mistakes();
    assertThat(PriceTable.parse(Files.readString(to), "prices", mistakes).prices()).hasSize(4);
    assertThat(mistakes.found()).isEmpty();
    assertThat(PriceImport.of(TABLE.getBytes(StandardCharsets.UTF_8)).leftOut()).isEqualTo(3);
  }

  @Test
  void what_is_no_table_is_told() {
    assertThatThrownBy(() -> PriceImport.of(new byte[] {'[', ']'})).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> PriceImport.of(new byte[] {'{', '"'})).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> PriceImport.main(new String[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two files");
  }
}
