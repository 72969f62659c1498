package io.weir.budget;

import io.weir.internal.body.JsonTable;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a file of prices from a table in JSON with the field names of LiteLLM: {@code
 * input_cost_per_token}, {@code output_cost_per_token}, {@code cache_read_input_token_cost}. Where
 * a model has a dearer price for long prompts, such as {@code
 * input_cost_per_token_above_200k_tokens}, that one counts.
 *
 * <pre>
 *   "gpt-5": {"input_cost_per_token": 1e-05, "output_cost_per_token": 3e-05}  ─→  gpt-5 10.00 30.00
 * </pre>
 */
public final class PriceImport {

  private static final String INPUT = "input_cost_per_token";
  private static final String OUTPUT = "output_cost_per_token";
  private static final String CACHED = "cache_read_input_token_cost";
  private static final String OF_LONG_PROMPTS = "_above_";

  /** A price is one of a million tokens, with up to six decimals. */
  private static final int DECIMALS = 6;

  private PriceImport() {}

  /**
   * Converts a file.
   *
   * @param files what is read, and what is written
   */
  @SuppressWarnings("SystemOut") // A command says what it has done.
  public static void main(String[] files) throws IOException {
    if (files.length != 2) {
      throw new IllegalArgumentException(
          "name two files: the JSON table that is read, and the prices that are written");
    }
    Imported imported = of(Files.readAllBytes(Path.of(files[0])));
    Files.writeString(Path.of(files[1]), imported.text(), StandardCharsets.UTF_8);
    System.out.println(
        "%s models have prices; %s without prices of tokens are left out"
            .formatted(imported.models(), imported.leftOut()));
  }

  /**
   * Prices as they are written.
   *
   * @param models how many lines there are
   * @param leftOut how many models have no prices of tokens, or a name that cannot be written
   */
  record Imported(String text, int models, int leftOut) {}

  static Imported of(byte[] json) throws IOException {
    List<String> lines = new ArrayList<>();
    int leftOut = 0;
    for (Map.Entry<String, Map<String, BigDecimal>> model : JsonTable.read(json).entrySet()) {
      Optional<String> line = line(model.getKey(), model.getValue());
      line.ifPresent(lines::add);
      leftOut += line.isEmpty() ? 1 : 0;
    }
    String text =
        "# model  1M input  1M output  1M cached input\n" + String.join("\n", lines) + "\n";
    return new Imported(text, lines.size(), leftOut);
  }

  private static Optional<String> line(String model, Map<String, BigDecimal> row) {
    Optional<String> input = price(row, INPUT);
    Optional<String> output = price(row, OUTPUT);
    if (!model.matches("[^\\s#]+") || input.isEmpty() || output.isEmpty()) {
      return Optional.empty();
    }
    String cached = price(row, CACHED).map(" "::concat).orElse("");
    return Optional.of(model + " " + input.get() + " " + output.get() + cached);
  }

  /**
   * The dearest price with this name, of a million tokens; what has more decimals is rounded up.
   */
  private static Optional<String> price(Map<String, BigDecimal> row, String name) {
    return row.entrySet().stream()
        .filter(
            field ->
                field.getKey().equals(name) || field.getKey().startsWith(name + OF_LONG_PROMPTS))
        .map(Map.Entry::getValue)
        .filter(price -> price.signum() >= 0)
        .max(BigDecimal::compareTo)
        .map(price -> price.movePointRight(DECIMALS).setScale(DECIMALS, RoundingMode.CEILING))
        .map(BigDecimal::stripTrailingZeros)
        .map(price -> price.scale() < 2 ? price.setScale(2) : price)
        .map(BigDecimal::toPlainString);
  }
}
