package io.weir.internal.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hc.core5.http.HeaderElement;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.message.BasicHeaderValueParser;
import org.apache.hc.core5.http.message.ParserCursor;

/**
 * The media types that a client accepts (RFC 9110 §12.5.1).
 *
 * @param ranges the media ranges of its {@code Accept} header; none means that it accepts anything
 */
public record Accept(List<MediaRange> ranges) {

  /** A browser sends less. Longer header lines are ignored. */
  private static final int MAX_LINE_LENGTH = 2_000;

  private static final String PROBLEM_JSON = "application/problem+json";
  private static final String JSON = "application/json";
  private static final String HTML = "text/html";

  public Accept {
    ranges = List.copyOf(ranges);
  }

  /** Reads the lines of the header. */
  public static Accept of(List<String> lines) {
    return new Accept(
        lines.stream()
            .filter(line -> line.length() <= MAX_LINE_LENGTH)
            .flatMap(Accept::elements)
            .map(MediaRange::of)
            .toList());
  }

  private static Stream<HeaderElement> elements(String line) {
    ParserCursor whole = new ParserCursor(0, line.length());
    return Stream.of(BasicHeaderValueParser.INSTANCE.parseElements(line, whole));
  }

  /** Whether HTML is listed and preferred to JSON, as in the navigation of a browser. */
  public boolean prefersHtml() {
    return ranges.stream().anyMatch(range -> range.type().equals(HTML))
        && quality(HTML) > Math.max(quality(PROBLEM_JSON), quality(JSON));
  }

  /** Whether the client accepts JSON, but not a problem document. */
  public boolean acceptsOnlyPlainJson() {
    return quality(PROBLEM_JSON) == 0 && quality(JSON) > 0;
  }

  /** Whether a media type is listed, and no less welcome than another one. */
  public boolean prefers(String type, String other) {
    return ranges.stream().anyMatch(range -> range.type().equals(type))
        && quality(type) > 0
        && quality(type) >= quality(other);
  }

  /** The weight of the most specific range that matches, 0 to 1. */
  private double quality(String type) {
    if (ranges.isEmpty()) {
      return 1;
    }
    for (String wanted : List.of(type, type.substring(0, type.indexOf('/')) + "/*", "*/*")) {
      for (MediaRange range : ranges) {
        if (range.type().equals(wanted)) {
          return range.weight();
        }
      }
    }
    return 0;
  }

  /**
   * One element of the header.
   *
   * @param type in lower case: {@code text/html}, {@code text/*} or {@code *}{@code /*}
   * @param weight the parameter {@code q}, 0 to 1; 0 if it is malformed
   */
  public record MediaRange(String type, double weight) {

    private static final Pattern QVALUE = Pattern.compile("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?");

    private static MediaRange of(HeaderElement element) {
      double weight =
          Optional.ofNullable(element.getParameterByName("q")).map(MediaRange::weight).orElse(1.0);
      return new MediaRange(element.getName().toLowerCase(Locale.ROOT), weight);
    }

    private static double weight(NameValuePair q) {
      String value = String.valueOf(q.getValue());
      return QVALUE.matcher(value).matches() ? Double.parseDouble(value) : 0;
    }
  }
}
