package io.weir.sample.applications;

import io.weir.sample.deployment.Answer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes down what an application answers, without what differs each time. */
final class Recording {

  private static final String COUNTED = "x-ratelimit-limit";

  /**
   * Headers of Weir, and the time. How the end of a body is told (RFC 9112 §6) is for the server to
   * choose: WildFly sends chunks after a forward if any filter wraps responses.
   */
  private static final Set<String> LEFT_OUT =
      Set.of(
          COUNTED,
          "x-ratelimit-remaining",
          "x-ratelimit-reset",
          "ratelimit",
          "ratelimit-policy",
          "access-control-allow-credentials",
          "access-control-allow-origin",
          "access-control-max-age",
          "content-length",
          "date",
          "transfer-encoding");

  /** CorsFilter answers exceptions in place of Payara, without its report of them (WEIR-022). */
  private static final Pattern REPORT =
      Pattern.compile("<b>type</b> (?:Status|Exception) report</p>.*<hr/><h3>", Pattern.DOTALL);

  private static final Pattern DATE =
      Pattern.compile("\\w{3}, \\d{2} \\w{3} 20\\d{2} \\d{2}:\\d{2}:\\d{2} GMT");

  private final String name;
  private final Browser browser;
  private final List<String> varying;
  private final List<Page> uncounted = new ArrayList<>();
  private String etag = "none";
  private String lastModified = "none";

  /**
   * Starts a recording.
   *
   * @param name of the application, with its digit
   * @param varying regular expressions of what is left out
   */
  Recording(String name, Browser browser, List<String> varying) {
    this.name = name;
    this.browser = browser;
    this.varying = List.copyOf(varying);
  }

  /** The answers, in the order of the pages. */
  List<String> of(List<Page> pages) {
    return pages.stream().map(this::of).toList();
  }

  /** The pages whose answers have no header of rate limits. */
  List<Page> uncounted() {
    return List.copyOf(uncounted);
  }

  private String of(Page page) {
    List<String> headers =
        page.headers().stream()
            .map(value -> value.replace(Page.ETAG, etag).replace(Page.LAST_MODIFIED, lastModified))
            .toList();
    Answer answer = browser.send(page.method(), page.path(), headers, page.body());
    etag = answer.headers().firstValue("ETag").orElse(etag);
    lastModified = answer.headers().firstValue("Last-Modified").orElse(lastModified);
    // An exception ends the response before the filter sees it.
    if (answer.status() < 500 && answer.headers().firstValue(COUNTED).isEmpty()) {
      uncounted.add(page);
    }
    return "%s\n%d\n%s\n\n%s"
        .formatted(page, answer.status(), headers(answer), same(answer.body()));
  }

  private String headers(Answer answer) {
    Map<String, String> lines = new TreeMap<>();
    answer
        .headers()
        .map()
        .forEach((name, values) -> lines.put(name.toLowerCase(Locale.ROOT), join(values)));
    LEFT_OUT.forEach(lines::remove);
    // The servers tell when they unpacked a file.
    lines.computeIfPresent("etag", (name, value) -> value.replaceAll("\\d{13}", "TIME"));
    lines.computeIfPresent("vary", (name, value) -> withoutOrigin(value));
    lines.values().removeIf(String::isEmpty);
    return lines.entrySet().stream()
        .map(line -> line.getKey() + ": " + line.getValue())
        .collect(Collectors.joining("\n"));
  }

  private String join(List<String> values) {
    return values.stream()
        .map(value -> DATE.matcher(same(value)).replaceAll("TIME"))
        .sorted()
        .collect(Collectors.joining(", "));
  }

  /** CORS makes every answer differ by origin. */
  private static String withoutOrigin(String vary) {
    return Arrays.stream(vary.split(", *"))
        .filter(header -> !header.equalsIgnoreCase("Origin"))
        .collect(Collectors.joining(", "));
  }

  private String same(String text) {
    String same = text.replace(name, name.substring(0, name.length() - 2));
    same = REPORT.matcher(same).replaceAll("REPORT<hr/><h3>");
    for (String cookie : browser.secrets()) {
      same = same.replace(cookie, "COOKIE").replace(cookie.split("\\.")[0], "SESSION");
    }
    for (String regex : varying) {
      same = same.replaceAll(regex, "VARYING");
    }
    return same;
  }
}
