package io.weir.sample.deployment;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an application answered. */
public record Answer(int status, HttpHeaders headers, String body) {

  private static final List<String> TOLD =
      List.of(
          "X-RateLimit-Limit",
          "X-RateLimit-Remaining",
          "X-RateLimit-Reset",
          "RateLimit-Policy",
          "RateLimit",
          "Retry-After");

  /** 1 to 60 where a number of seconds ends a line. */
  private static final Pattern WITHIN_A_MINUTE =
      Pattern.compile("(Reset: |t=|After: )([1-9]|[1-5][0-9]|60)$");

  static Answer of(HttpResponse<String> response) {
    return new Answer(response.statusCode(), response.headers(), response.body());
  }

  /** All lines of a header, one after the other. */
  public String header(String name) {
    return String.join("\n", headers.allValues(name));
  }

  int left() {
    return Integer.parseInt(header("X-RateLimit-Remaining"));
  }

  /**
   * What the headers tell of limits, a line each. How long is left of a minute depends on when it
   * began: it reads {@code (in a minute)}.
   */
  String limits() {
    return TOLD.stream()
        .flatMap(name -> headers.allValues(name).stream().map(value -> name + ": " + value))
        .map(line -> WITHIN_A_MINUTE.matcher(line).replaceAll("$1(in a minute)"))
        .collect(Collectors.joining("\n"));
  }

  /** Names of headers that tell of limits, in whatever form. */
  Stream<String> headersOfLimits() {
    return headers.map().keySet().stream()
        .filter(name -> name.toLowerCase(java.util.Locale.ROOT).contains("ratelimit"));
  }
}
