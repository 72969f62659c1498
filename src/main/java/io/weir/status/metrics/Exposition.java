package io.weir.status.metrics;

import java.util.List;
import java.util.stream.Collectors;

/** A text format of metrics. */
enum Exposition {
  /** The text format of Prometheus, 0.0.4. */
  PROMETHEUS("text/plain; version=0.0.4; charset=utf-8", ""),
  /** OpenMetrics 1.0.0. The name of a counter is that of its samples, without {@code _total}. */
  OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8", "# EOF\n");

  private static final String TOTAL = "_total";

  private final String contentType;
  private final String end;

  Exposition(String contentType, String end) {
    this.contentType = contentType;
    this.end = end;
  }

  String contentType() {
    return contentType;
  }

  /** The families as text, those without samples too. */
  String text(List<Family> families) {
    StringBuilder text = new StringBuilder();
    families.forEach(family -> append(text, family));
    return text.append(end).toString();
  }

  private void append(StringBuilder text, Family family) {
    boolean counter = family.type() == Family.Type.COUNTER;
    String name = this == PROMETHEUS && counter ? family.name() + TOTAL : family.name();
    text.append("# HELP ").append(name).append(' ').append(escaped(family.help())).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(family.type().word(this)).append('\n');
    for (Sample sample : family.samples()) {
      text.append(series(family, sample));
      text.append(' ').append(sample.value().toPlainString()).append('\n');
    }
  }

  /** The name and the labels of a sample. */
  static String series(Family family, Sample sample) {
    String name = family.name() + sample.suffix();
    return sample.labels().isEmpty()
        ? name
        : sample.labels().stream()
            .map(label -> label.name() + "=\"" + quoted(label.value()) + "\"")
            .collect(Collectors.joining(",", name + "{", "}"));
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\n", "\\n");
  }

  private static String quoted(String text) {
    return escaped(text).replace("\"", "\\\"");
  }
}
