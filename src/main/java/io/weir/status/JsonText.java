package io.weir.status;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.List;
import java.util.Map;

/** Builds a JSON object in one line, its members in the order in which they are added. */
public final class JsonText {

  private final StringBuilder json = new StringBuilder(200).append('{');

  /** Adds a text. */
  public JsonText add(String name, String value) {
    name(name);
    quote(value);
    return this;
  }

  /** Adds a text unless it is empty. */
  public JsonText addUnlessEmpty(String name, String value) {
    return value.isEmpty() ? this : add(name, value);
  }

  /** Adds a number. */
  public JsonText add(String name, long value) {
    name(name);
    json.append(value);
    return this;
  }

  /** Adds {@code true} or {@code false}. */
  public JsonText add(String name, boolean value) {
    name(name);
    json.append(value);
    return this;
  }

  /** Adds an array of texts. */
  public JsonText add(String name, List<String> values) {
    name(name);
    json.append('[');
    for (int i = 0; i < values.size(); i++) {
      json.append(i == 0 ? "" : ",");
      quote(values.get(i));
    }
    json.append(']');
    return this;
  }

  /** Adds texts by their names. */
  public JsonText addAll(Map<String, String> members) {
    members.forEach(this::add);
    return this;
  }

  private void name(String name) {
    if (json.length() > 1) {
      json.append(',');
    }
    quote(name);
    json.append(':');
  }

  private void quote(String text) {
    json.append('"').append(quoted(text)).append('"');
  }

  /** A text as it stands between quotes, without line breaks and other control characters. */
  public static String quoted(String text) {
    StringBuilder quoted = new StringBuilder(text.length());
    JsonStringEncoder.getInstance().quoteAsString(text, quoted);
    return quoted.toString();
  }

  /** The object. */
  @Override
  public String toString() {
    return json + "}";
  }
}
