package io.weir.sample.paths;

import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The request lines of {@code targets.txt}. */
final class Targets {

  private static final Pattern OCTET = Pattern.compile("\\\\x([0-9a-f]{2})");
  private static final Pattern VERSION = Pattern.compile(".* HTTP/1\\.[01]");

  /** How far from the ASCII letters and digits their full-width forms are (Unicode, block FF00). */
  private static final int TO_FULL_WIDTH = 0xfee0;

  private Targets() {}

  /** How a request line is written; the sections of the file. */
  enum Form {
    PLAIN,
    AMBIGUOUS,
    IMPOSSIBLE
  }

  /**
   * A request line with variables.
   *
   * @param text as it stands in the file
   */
  record Target(Form form, String text) {

    /** The request line for this code of an application; each character is one octet. */
    String line(URI application, Code code) {
      String path = application.getPath();
      String line =
          text.replace("{app}", path.substring(0, path.length() - 1))
              .replace("{host}", application.getAuthority())
              .replace("{a;}", code.start().replace("/", ";x=1/") + ";x=1")
              .replace("/{//a}", "//" + code.start().replace("/", "//"))
              .replace("{a..}", code.start().replaceFirst("[^/]*$", ".."))
              .replace("{a.}", code.start().replaceFirst("[^/]*$", "."))
              .replace("{wide b}", fullWidth(code.end()))
              .replace("{wide a}", fullWidth(code.start()))
              .replace("{%%a}", encoded("%25", code.start()))
              .replace("{%%b}", encoded("%25", code.end()))
              .replace("{%a}", encoded("%", code.start()))
              .replace("{%b}", encoded("%", code.end()))
              .replace("{A}", code.start().toUpperCase(Locale.ROOT))
              .replace("{B}", code.end().toUpperCase(Locale.ROOT))
              .replace("{a}", code.start())
              .replace("{b}", code.end());
      String octets =
          OCTET
              .matcher(line)
              .replaceAll(octet -> Character.toString(Integer.parseInt(octet.group(1), 16)));
      return VERSION.matcher(octets).matches() ? octets : octets + " HTTP/1.1";
    }

    private static String encoded(String percent, String text) {
      return percent + Integer.toHexString(text.charAt(0)) + text.substring(1);
    }

    private static String fullWidth(String text) {
      String wide =
          text.chars()
              .map(c -> Character.isLetterOrDigit(c) ? c + TO_FULL_WIDTH : c)
              .mapToObj(Character::toString)
              .collect(Collectors.joining());
      StringBuilder octets = new StringBuilder();
      for (byte octet : wide.getBytes(StandardCharsets.UTF_8)) {
        octets.append(octet < 0 ? "%%%02x".formatted(octet & 0xff) : (char) octet);
      }
      return octets.toString();
    }
  }

  static List<Target> all() {
    List<Target> targets = new ArrayList<>();
    Form form = Form.PLAIN;
    for (String line : lines()) {
      if (line.startsWith("[")) {
        form = Form.valueOf(line.substring(1, line.length() - 1).toUpperCase(Locale.ROOT));
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        targets.add(new Target(form, line));
      }
    }
    return targets;
  }

  private static List<String> lines() {
    try (BufferedReader file =
        new BufferedReader(
            new InputStreamReader(
                requireNonNull(Targets.class.getResourceAsStream("targets.txt")),
                StandardCharsets.UTF_8))) {
      return file.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
