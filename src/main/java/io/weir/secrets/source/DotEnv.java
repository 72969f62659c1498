package io.weir.secrets.source;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses {@code .env} files.
 *
 * <pre>
 * # a comment
 * DB_USER=shop              # another
 * export DB_PASSWORD='as $it is'
 * GREETING="two\nlines, and a \" quote"
 * </pre>
 */
public final class DotEnv {

  private static final Pattern LINE =
      Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=(\\s*)(.*)");
  private static final Pattern SINGLE = Pattern.compile("'([^']*)'\\s*(?:#.*)?");
  private static final Pattern DOUBLE = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*+)\"\\s*(?:#.*)?");
  private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");
  private static final Pattern COMMENT = Pattern.compile("\\s+#.*");

  private final Map<String, String> variables = new HashMap<>();

  /** Lines that cannot be read, by the names that they begin with; empty if they have none. */
  private final Map<String, Integer> wrong = new HashMap<>();

  private DotEnv() {}

  /**
   * Parses the path of a file that is no part of an application.
   *
   * @throws IllegalArgumentException if there is no such file; the message is for the administrator
   */
  public static Path file(String text) {
    Path path = ExternalPath.of(text);
    if (!Files.isRegularFile(path)) {
      throw new IllegalArgumentException("\"%s\": must be an existing file".formatted(text));
    }
    return path;
  }

  /** Parses a text. A line that cannot be read takes nothing from the others. */
  static DotEnv of(String text) {
    DotEnv file = new DotEnv();
    List<String> lines = text.lines().map(String::strip).toList();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isEmpty() && !lines.get(i).startsWith("#")) {
        file.add(lines.get(i), i + 1);
      }
    }
    return file;
  }

  private void add(String line, int number) {
    Matcher parts = LINE.matcher(line);
    String name = parts.matches() ? parts.group(1) : "";
    if (parts.matches() && isClosed(parts.group(3))) {
      variables.put(name, value(parts.group(3), !parts.group(2).isEmpty()));
      wrong.remove(name);
    } else {
      wrong.putIfAbsent(name, number);
    }
  }

  /**
   * The value of a variable; null if the file does not set it. If a name occurs twice, the last
   * line counts.
   *
   * @throws IllegalArgumentException with the number of the line that should set it, or that of
   *     another one that may
   */
  @Nullable String get(String name) {
    Integer line = wrong.get(name);
    if (line == null && !variables.containsKey(name)) {
      line = wrong.get("");
    }
    if (line != null) {
      throw new IllegalArgumentException("line %s is not NAME=value".formatted(line));
    }
    return variables.get(name);
  }

  private static boolean isClosed(String written) {
    return !(written.startsWith("'") || written.startsWith("\""))
        || SINGLE.matcher(written).matches()
        || DOUBLE.matcher(written).matches();
  }

  private static String value(String written, boolean afterBlank) {
    Matcher single = SINGLE.matcher(written);
    if (single.matches()) {
      return single.group(1);
    }
    Matcher quoted = DOUBLE.matcher(written);
    if (quoted.matches()) {
      return ESCAPE
          .matcher(quoted.group(1))
          .replaceAll(escape -> Matcher.quoteReplacement(unescaped(escape.group(1))));
    }
    // X= # is a comment, X=# is a value.
    return COMMENT.matcher(afterBlank ? " " + written : written).replaceAll("").strip();
  }

  private static String unescaped(String escaped) {
    return switch (escaped) {
      case "n" -> "\n";
      case "r" -> "\r";
      case "t" -> "\t";
      case "\"", "\\", "$", "`" -> escaped;
      default -> "\\" + escaped; // As in "CORP\svc", a backslash that was not meant as an escape.
    };
  }
}
