package io.weir.sample.applications;

import java.util.ArrayList;
import java.util.List;

/**
 * A request for a page.
 *
 * @param headers names and values in turn
 * @param body a form, or JSON if it begins with a brace
 */
record Page(String method, String path, List<String> headers, String body) {

  /** In the value of a header: the entity tag of the page before. */
  static final String ETAG = "{ETag}";

  /** In the value of a header: the date of the page before. */
  static final String LAST_MODIFIED = "{Last-Modified}";

  Page {
    headers = List.copyOf(headers);
  }

  static Page get(String path) {
    return new Page("GET", path, List.of(), "");
  }

  static Page head(String path) {
    return new Page("HEAD", path, List.of(), "");
  }

  static Page post(String path, String body) {
    return new Page("POST", path, List.of(), body);
  }

  Page with(String name, String value) {
    List<String> more = new ArrayList<>(headers);
    more.addAll(List.of(name, value));
    return new Page(method, path, more, body);
  }

  @Override
  public String toString() {
    return "%s %s %s %s".formatted(method, path, headers, body);
  }
}
