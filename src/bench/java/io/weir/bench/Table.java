package io.weir.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** The results as Markdown that is also readable in a terminal. */
record Table(List<Measured> rows) {

  private static final String LINE = "| %-36s | %5s | %-14s | %6s | %8s |%n";

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Figure figure : Figure.ALL) {
      List<Measured> measured =
          rows.stream().filter(row -> figure.rows().contains(row.row())).toList();
      if (!measured.isEmpty()) {
        text.append(line(figure.title(), "ratio", "lowest–highest", "µs", "garbage"));
        text.append("|---|--:|---|--:|--:|\n");
        measured.forEach(row -> text.append(line(row, measured.get(0))));
        text.append('\n');
      }
    }
    return text.toString();
  }

  private static String line(Measured row, Measured first) {
    double[] ratios = row.ratios(first);
    return line(
        row.row().title(),
        number(Measured.median(ratios)),
        number(DoubleStream.of(ratios).min().orElseThrow())
            + "–"
            + number(DoubleStream.of(ratios).max().orElseThrow()),
        number(Measured.median(row.nanos()) / 1000),
        "%.0f B".formatted(row.garbage()));
  }

  private static String line(String... cells) {
    return LINE.formatted((Object[]) cells);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value);
  }
}
