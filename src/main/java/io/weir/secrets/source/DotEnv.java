package io.weir.secrets.source;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
      Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*)");
  private static final Pattern SINGLE = Pattern.compile("'([^']*)'\\s*(?:#.*)?");
  private static final Pattern DOUBLE = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*+)\"\\s*(?:#.*)?");
  private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");
  private static final Pattern COMMENT = Pattern.compile("(?:^|\\s+)#.*");

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

  /**
   * The variables that a text sets. If a name occurs twice, the last line counts.
   *
   * @throws IllegalArgumentException with the number of the first line that cannot be parsed
   */
  static Map<String, String> parse(String text) {
    Map<String, String> variables = new HashMap<>();
    List<Integer> wrong = new ArrayList<>();
    List<String> lines = text.lines().map(String::strip).toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      Matcher parts = LINE.matcher(line);
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (parts.matches() && isClosed(parts.group(2))) {
        variables.put(parts.group(1), value(parts.group(2)));
      } else {
        wrong.add(i + 1);
      }
    }
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException("line %s is not NAME=value".formatted(wrong.get(0)));
    }
    return variables;
  }

  private static boolean isClosed(String written) {
    return !(written.startsWith("'") || written.startsWith("\""))
        || SINGLE.matcher(written).matches()
        || DOUBLE.matcher(written).matches();
  }

  private static String value(String written) {
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
    return COMMENT.matcher(written).replaceAll("").strip();
  }

  private static String unescaped(String escaped) {
    return switch (escaped) {
      case "n" -> "\n";
      case "r" -> "\r";
      case "t" -> "\t";
      default -> escaped;
    };
  }
}
