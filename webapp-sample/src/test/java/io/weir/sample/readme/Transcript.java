package io.weir.sample.readme;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Commands and what they print, as a console shows them.
 *
 * <pre>
 *   $ curl -i http://127.0.0.1:8080/webapp-sample/protected
 *   HTTP/1.1 401 Unauthorized
 *   X-RateLimit-Remaining: 4
 *   $ curl -s -o /dev/null -w '%{http_code}\n' http://127.0.0.1:8080/webapp-sample/protected
 *   401
 * </pre>
 */
public record Transcript(List<Step> steps) {

  /** Where the README has the application. */
  private static final String APPLICATION = "http://127.0.0.1:8080/webapp-sample/";

  private static final String PROMPT = "$ ";

  /** Copies the steps. */
  public Transcript {
    steps = List.copyOf(steps);
  }

  /** The first block of the README that is a console. */
  public static Transcript ofReadme() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("../README.md"));
    List<String> console =
        lines.subList(lines.indexOf("```console") + 1, lines.size()).stream()
            .takeWhile(line -> !line.equals("```"))
            .toList();
    return of(console);
  }

  static Transcript of(List<String> console) {
    List<Step> steps = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= console.size(); i++) {
      if (i == console.size() || console.get(i).startsWith(PROMPT)) {
        steps.add(Step.parse(console.subList(start, i)));
        start = i;
      }
    }
    return new Transcript(steps);
  }

  /**
   * One command and what it prints.
   *
   * @param headers those that are shown; there may be more
   * @param body empty where none is shown; there may be one
   */
  public record Step(Curl command, int status, Map<String, String> headers, String body) {

    private static Step parse(List<String> lines) {
      Curl command = Curl.parse(lines.get(0).substring(PROMPT.length()));
      String first = lines.get(1);
      Map<String, String> headers = new TreeMap<>();
      int i = 2;
      for (; i < lines.size() && !lines.get(i).isEmpty(); i++) {
        String[] nameAndValue = lines.get(i).split(": ", 2);
        headers.put(nameAndValue[0], nameAndValue[1]);
      }
      return new Step(
          command,
          Integer.parseInt(command.wholeAnswer() ? first.split(" ")[1] : first),
          headers,
          String.join("\n", lines.subList(i, lines.size())).strip());
    }

    /**
     * The request.
     *
     * @param application where it really is, with a slash at the end
     */
    public HttpRequest request(URI application) {
      String path = command.uri().toString().substring(APPLICATION.length());
      return command.to(application.resolve(path));
    }

    @Override
    public String toString() {
      return "%s %s".formatted(command.method(), command.uri());
    }
  }
}
