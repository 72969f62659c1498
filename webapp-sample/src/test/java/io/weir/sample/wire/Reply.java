package io.weir.sample.wire;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What came back.
 *
 * @param status 0 if the server closed the connection without an answer
 * @param fields header lines as they came
 * @param body as it came, perhaps in chunks
 */
public record Reply(int status, List<String> fields, String body) {

  static final Reply NONE = new Reply(0, List.of(), "");

  /** Copies the lines. */
  public Reply {
    fields = List.copyOf(fields);
  }

  static Reply of(String octets) {
    int end = octets.indexOf("\r\n\r\n");
    if (end < 0 || !octets.startsWith("HTTP/1.")) {
      return NONE;
    }
    List<String> head = octets.substring(0, end).lines().toList();
    return new Reply(
        Integer.parseInt(head.get(0).substring(9, 12)),
        head.subList(1, head.size()),
        octets.substring(end + 4));
  }

  /** The values of all header lines of this name, with a comma between two. */
  public String header(String name) {
    String start = name + ":";
    return fields.stream()
        .filter(line -> line.regionMatches(true, 0, start, 0, start.length()))
        .map(line -> line.substring(start.length()).strip())
        .collect(Collectors.joining(", "));
  }
}
