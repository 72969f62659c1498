package io.weir.sample.readme;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A command line of curl, of the few options that the README needs.
 *
 * @param method {@code -X}; POST with {@code -d}, else GET
 * @param headers {@code -H}, and what {@code -u} and {@code -d} say in a header
 * @param body {@code -d}, several joined by {@code &}
 * @param wholeAnswer {@code -i}: status line, headers and body are printed; else the status alone
 */
record Curl(String method, URI uri, Map<String, String> headers, String body, boolean wholeAnswer) {

  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
  private static final String STATUS_ALONE = "%{http_code}\\n";

  Curl {
    headers = Map.copyOf(headers);
  }

  /** Reads {@code curl -i -d a=b http://…}. */
  static Curl parse(String line) {
    return new Reader(line).read();
  }

  /** The request, to where the application really is. */
  HttpRequest to(URI target) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    headers.forEach(request::header);
    return request.build();
  }

  /** Goes through the words of one line. */
  private static final class Reader {

    private final List<String> words;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final List<String> data = new ArrayList<>();
    private String method = "";
    private String uri = "";
    private boolean wholeAnswer;
    private boolean statusAlone;
    private int at;

    Reader(String line) {
      words = WORD.matcher(line).results().map(Reader::unquoted).collect(Collectors.toList());
    }

    private static String unquoted(MatchResult word) {
      return word.group(1) == null ? word.group(2) : word.group(1);
    }

    Curl read() {
      require(next().equals("curl"));
      while (at < words.size()) {
        option(next());
      }
      require(!uri.isEmpty() && wholeAnswer != statusAlone);
      String byDefault = data.isEmpty() ? "GET" : "POST";
      return new Curl(
          method.isEmpty() ? byDefault : method,
          URI.create(uri),
          headers,
          String.join("&", data),
          wholeAnswer);
    }

    private void option(String word) {
      switch (word) {
        case "-i" -> wholeAnswer = true;
        case "-s" -> {}
        case "-o" -> require(next().equals("/dev/null"));
        case "-w" -> {
          require(next().equals(STATUS_ALONE));
          statusAlone = true;
        }
        case "-X" -> method = next();
        case "-d" -> {
          data.add(next());
          headers.put("Content-Type", "application/x-www-form-urlencoded");
        }
        case "-H" -> {
          String[] nameAndValue = next().split(": ", 2);
          headers.put(nameAndValue[0], nameAndValue[1]);
        }
        case "-u" ->
            headers.put(
                "Authorization",
                "Basic "
                    + Base64.getEncoder().encodeToString(next().getBytes(StandardCharsets.UTF_8)));
        default -> {
          require(word.startsWith("http") && uri.isEmpty());
          uri = word;
        }
      }
    }

    private String next() {
      require(at < words.size());
      return words.get(at++);
    }

    private void require(boolean understood) {
      if (!understood) {
        throw new IllegalArgumentException("not understood: " + String.join(" ", words));
      }
    }
  }
}
