package io.weir.sample.applications;

import io.weir.sample.deployment.Answer;
import io.weir.sample.deployment.Client;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Keeps cookies, and sends the hidden fields of a form with it. */
final class Browser {

  private static final Pattern HIDDEN = Pattern.compile("<input[^>]*type=\"hidden\"[^>]*>");
  private static final Pattern ATTRIBUTE = Pattern.compile("(name|value)=\"([^\"]*)\"");

  private final Client client;
  private final Map<String, String> cookies = new TreeMap<>();

  Browser(Client client) {
    this.client = client;
  }

  Answer get(String path) {
    return send("GET", path, List.of(), "");
  }

  /**
   * Posts the form of a page.
   *
   * @param path where the form posts to
   * @param fields names and values in turn: what the user enters
   */
  Answer submit(Answer page, String path, String... fields) {
    StringBuilder form = new StringBuilder();
    for (int i = 0; i < fields.length; i += 2) {
      form.append(field(fields[i], fields[i + 1]));
    }
    hidden(page.body()).forEach((name, value) -> form.append(field(name, value)));
    return send("POST", path, List.of(), form.substring(1));
  }

  private static String field(String name, String value) {
    return "&%s=%s"
        .formatted(
            URLEncoder.encode(name, StandardCharsets.UTF_8),
            URLEncoder.encode(value, StandardCharsets.UTF_8));
  }

  private static Map<String, String> hidden(String page) {
    Map<String, String> fields = new TreeMap<>();
    HIDDEN
        .matcher(page)
        .results()
        .map(MatchResult::group)
        .forEach(
            input -> {
              Map<String, String> attributes =
                  ATTRIBUTE
                      .matcher(input)
                      .results()
                      .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2)));
              fields.put(attributes.getOrDefault("name", ""), attributes.getOrDefault("value", ""));
            });
    return fields;
  }

  /**
   * Sends a request.
   *
   * @param headers names and values in turn
   */
  Answer send(String method, String path, List<String> headers, String body) {
    Client asking = client;
    for (int i = 0; i < headers.size(); i += 2) {
      asking = asking.saying(headers.get(i), headers.get(i + 1));
    }
    if (!cookies.isEmpty()) {
      asking =
          asking.saying(
              "Cookie",
              cookies.entrySet().stream()
                  .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                  .collect(Collectors.joining("; ")));
    }
    Answer answer = asking.send(method, path, body);
    answer.headers().allValues("Set-Cookie").stream()
        .map(cookie -> cookie.split(";")[0].split("=", 2))
        .forEach(cookie -> cookies.put(cookie[0], cookie[1]));
    return answer;
  }

  /** The values of cookies that are random. */
  List<String> secrets() {
    return cookies.values().stream().filter(value -> value.length() >= 16).toList();
  }
}
