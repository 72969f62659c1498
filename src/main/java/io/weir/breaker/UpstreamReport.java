package io.weir.breaker;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the application says of the services that it has called for a request: the request attribute
 * {@code io.weir.upstream}, a text such as {@code openai=503; twilio=ok}.
 *
 * <pre>
 * report = call { ";" call }
 * call   = NAME "=" ( ok | timeout | error | STATUS )
 * </pre>
 *
 * A status from 500 is a failure, every other status is none. Of several calls of one service, one
 * that failed decides.
 *
 * @param outcomes by the names of the circuits
 * @param readable whether every part could be read; what could not says nothing
 */
record UpstreamReport(Map<String, Outcome> outcomes, boolean readable) {

  /** Name of the request attribute. */
  static final String ATTRIBUTE = "io.weir.upstream";

  private static final UpstreamReport NOTHING = new UpstreamReport(Map.of(), true);

  /** What an application reports for one request is short; longer texts are not read. */
  private static final int MOST_CHARACTERS = 4096;

  private static final Pattern CALL =
      Pattern.compile("([A-Za-z][A-Za-z0-9-]*)\\s*=\\s*(ok|timeout|error|[1-5][0-9]{2})");

  UpstreamReport {
    outcomes = Map.copyOf(outcomes);
  }

  /**
   * Reads the value of the attribute.
   *
   * @param value null, or something else than a text, if the application does not report
   */
  static UpstreamReport of(@Nullable Object value) {
    if (value == null) {
      return NOTHING;
    }
    if (!(value instanceof String text) || text.length() > MOST_CHARACTERS) {
      return new UpstreamReport(Map.of(), false);
    }
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    boolean readable = true;
    for (String part : text.split(";", -1)) {
      Matcher call = CALL.matcher(part.strip());
      if (call.matches()) {
        outcomes.merge(call.group(1), outcome(call.group(2)), UpstreamReport::worse);
      } else {
        readable &= part.isBlank();
      }
    }
    return new UpstreamReport(outcomes, readable);
  }

  private static Outcome outcome(String word) {
    return switch (word) {
      case "ok" -> Outcome.reported(Optional.empty());
      case "timeout", "error" -> Outcome.reported(Optional.of("it reports " + word));
      default ->
          Outcome.reported(
              word.startsWith("5") ? Optional.of("it reports status " + word) : Optional.empty());
    };
  }

  private static Outcome worse(Outcome one, Outcome other) {
    return one.kind() == Outcome.Kind.FAILURE ? one : other;
  }
}
