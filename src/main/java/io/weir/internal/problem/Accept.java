package io.weir.internal.problem;

import java.util.List;
import java.util.Locale;

/**
 * What a client likes to read (RFC 9110 §12.5.1).
 *
 * @param lines the lines of its {@code Accept} header; none means anything
 */
record Accept(List<String> lines) {

  /** As much as a browser sends; what is longer says nothing that could matter here. */
  private static final int LONGEST = 2_000;

  private static final String PROBLEM = "application/problem+json";
  private static final String JSON = "application/json";
  private static final String PAGE = "text/html";

  static Accept of(List<String> lines) {
    return new Accept(lines.stream().filter(line -> line.length() <= LONGEST).toList());
  }

  /** Whether a page is named and liked better than JSON: a browser's navigation. */
  boolean prefersPage() {
    return named(PAGE) && quality(PAGE) > Math.max(quality(PROBLEM), quality(JSON));
  }

  /** Whether JSON is welcome, but not a problem document. */
  boolean onlyPlainJson() {
    return quality(PROBLEM) == 0 && quality(JSON) > 0;
  }

  private boolean named(String type) {
    return ranges().stream().anyMatch(range -> range.type().equals(type));
  }

  /** The weight of the most specific range that matches, 0 to 1. */
  private double quality(String type) {
    List<Range> ranges = ranges();
    if (ranges.isEmpty()) {
      return 1;
    }
    String family = type.substring(0, type.indexOf('/')) + "/*";
    for (String wanted : List.of(type, family, "*/*")) {
      for (Range range : ranges) {
        if (range.type().equals(wanted)) {
          return range.weight();
        }
      }
    }
    return 0;
  }

  private List<Range> ranges() {
    return lines.stream()
        .flatMap(line -> List.of(line.split(",")).stream())
        .map(Range::parse)
        .toList();
  }

  /**
   * One element of the header.
   *
   * @param weight 0 to 1; one that cannot be read counts as 0
   */
  private record Range(String type, double weight) {

    static Range parse(String element) {
      String[] parts = element.toLowerCase(Locale.ROOT).split(";");
      double weight = 1;
      for (int i = 1; i < parts.length; i++) {
        String parameter = parts[i].strip();
        if (parameter.startsWith("q=")) {
          weight =
              parameter.matches("q=(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)")
                  ? Double.parseDouble(parameter.substring(2))
                  : 0;
        }
      }
      return new Range(parts.length == 0 ? "" : parts[0].strip(), weight);
    }
  }
}
