package io.weir.docs;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request and its response, as a page shows them.
 *
 * <pre>
 *   # body = detail                    an init-param for this exchange, if any
 *   POST /make-call/+4930123456/welcome
 *   Accept: application/json
 *
 *   429
 *   Retry-After: 60
 *
 *   {"detail":"Rate limit exceeded: 2 per 1 minute"}
 * </pre>
 *
 * @param headers of the answer, every one that is not the container's
 */
record Exchange(
    Map<String, String> initParams,
    List<String> request,
    int status,
    Map<String, String> headers,
    String body) {

  static Exchange parse(List<String> lines) {
    Map<String, String> initParams = new LinkedHashMap<>();
    List<String> request = new ArrayList<>();
    int i = 0;
    for (; !lines.get(i).isEmpty(); i++) {
      if (lines.get(i).startsWith("# ")) {
        String[] nameAndValue = lines.get(i).substring(2).split(" = ", 2);
        initParams.put(nameAndValue[0], nameAndValue[1]);
      } else {
        request.add(lines.get(i));
      }
    }
    int status = Integer.parseInt(lines.get(++i));
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (i++; i < lines.size() && !lines.get(i).isEmpty(); i++) {
      String[] nameAndValue = lines.get(i).split(": ", 2);
      headers.put(nameAndValue[0], nameAndValue[1]);
    }
    String body = String.join("\n", lines.subList(Math.min(i + 1, lines.size()), lines.size()));
    return new Exchange(initParams, request, status, headers, body);
  }

  HttpRequest to(URI application) {
    String[] methodAndPath = request.get(0).split(" ");
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(application + methodAndPath[1]))
            .method(methodAndPath[0], HttpRequest.BodyPublishers.noBody());
    request.stream()
        .skip(1)
        .map(line -> line.split(": ", 2))
        .forEach(header -> builder.header(header[0], header[1]));
    return builder.build();
  }
}
