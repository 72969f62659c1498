package io.weir.validation;

import io.weir.internal.settings.Deferred;
import io.weir.internal.settings.Mistakes;
import io.weir.internal.settings.NameSuggestion;
import io.weir.internal.settings.RawSetting;
import io.weir.internal.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Lists of patterns with a name: those that Weir brings, and files of the administrator, which
 * replace one of Weir's if they have its name. A file has one pattern a line; {@code #} begins a
 * comment. The patterns ignore case.
 *
 * @param unused settings outside the application that no check names; they may be meant for another
 */
record PatternLists(Map<String, Deferred<List<TextPattern>>> lists, List<String> unused) {

  /** The list that Weir brings. */
  static final String PROMPT_PATTERNS = "prompt-patterns";

  private static final String FAMILY = "validation.list";
  private static final String PREFIX = "weir.validation.list.";
  private static final int MOST_PATTERNS = 1000;

  PatternLists {
    lists = Map.copyOf(lists);
    unused = List.copyOf(unused);
  }

  /** Reads the lists with these names, and no other. */
  static PatternLists of(Settings settings, Collection<String> names) {
    Map<String, RawSetting> files = settings.family(FAMILY);
    Map<String, Deferred<List<TextPattern>>> lists = new LinkedHashMap<>();
    for (String name : names) {
      Optional<RawSetting> file = file(files, name);
      if (file.isPresent()) {
        RawSetting raw = file.get();
        lists.put(name, settings.mistakes().defer((mistakes, secrets) -> ofFile(raw, mistakes)));
      } else if (name.equals(PROMPT_PATTERNS)) {
        lists.put(name, Deferred.of(shipped()));
      } else {
        lists.put(name, Deferred.of(List.of()));
        settings
            .mistakes()
            .add(
                ValidationPolicy.CHECKS.name(),
                "\"list:%s\": no such list; set %s%s to a file with one pattern a line, or use list:%s, which Weir brings."
                    .formatted(name, PREFIX, name, PROMPT_PATTERNS));
      }
    }
    return new PatternLists(lists, unused(settings, files, names));
  }

  /** A name with a typing error would leave a list as it is, without a word. */
  private static List<String> unused(
      Settings settings, Map<String, RawSetting> files, Collection<String> names) {
    List<String> outside = new ArrayList<>();
    for (Map.Entry<String, RawSetting> file : files.entrySet()) {
      String setting = file.getKey();
      if (names.stream().anyMatch(name -> isOf(setting, name))) {
        continue;
      }
      String given = setting.substring(PREFIX.length());
      String sentence =
          "no check names list:%s.%s".formatted(given, NameSuggestion.didYouMean(given, names));
      if (settings.isInApplication(setting)) {
        settings.mistakes().add(file.getValue().where(), sentence);
      } else {
        outside.add("%s: %s".formatted(setting, sentence));
      }
    }
    return outside;
  }

  private static boolean isOf(String setting, String name) {
    return setting.equals(PREFIX + name) || Settings.variables(PREFIX + name).contains(setting);
  }

  private static Optional<RawSetting> file(Map<String, RawSetting> files, String name) {
    return Stream.concat(Stream.of(PREFIX + name), Settings.variables(PREFIX + name).stream())
        .flatMap(full -> Optional.ofNullable(files.get(full)).stream())
        .findFirst();
  }

  private static List<TextPattern> ofFile(RawSetting raw, Mistakes mistakes) {
    String text;
    try {
      text = Files.readString(Path.of(raw.text()), StandardCharsets.UTF_8);
    } catch (IOException | IllegalArgumentException e) {
      mistakes.add(
          raw.where(),
          "\"%s\": the file cannot be read (%s)"
              .formatted(raw.text(), e.getClass().getSimpleName()));
      return List.of();
    }
    List<TextPattern> patterns = parse(text, "%s %s".formatted(raw.where(), raw.text()), mistakes);
    if (patterns.isEmpty() || patterns.size() > MOST_PATTERNS) {
      mistakes.add(
          raw.where(),
          "\"%s\": the file has %s patterns; 1 to %s are allowed, one a line"
              .formatted(raw.text(), patterns.size(), MOST_PATTERNS));
    }
    return patterns;
  }

  /** The patterns of a text, one a line. */
  static List<TextPattern> parse(String text, String where, Mistakes mistakes) {
    List<TextPattern> patterns = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String pattern = line.strip();
      if (pattern.isEmpty() || pattern.startsWith("#")) {
        continue;
      }
      try {
        patterns.add(TextPattern.ignoringCase(pattern).needingCharacters());
      } catch (IllegalArgumentException e) {
        mistakes.add(
            "%s, line %s".formatted(where, number),
            "\"%s\": %s".formatted(pattern, e.getMessage()));
      }
    }
    return List.copyOf(patterns);
  }

  /** The list {@link #PROMPT_PATTERNS} of the jar. */
  static List<TextPattern> shipped() {
    try (InputStream in = PatternLists.class.getResourceAsStream(PROMPT_PATTERNS + ".txt")) {
      if (in == null) {
        throw new IllegalStateException(PROMPT_PATTERNS + ".txt is missing in the jar");
      }
      Mistakes mistakes = new Mistakes();
      List<TextPattern> patterns =
          parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), PROMPT_PATTERNS, mistakes);
      if (!mistakes.none()) {
        throw new IllegalStateException(mistakes.found().toString());
      }
      return patterns;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many patterns each list has. */
  Stream<String> sizes() {
    return lists.entrySet().stream()
        .map(
            list ->
                "list:%s has %s patterns".formatted(list.getKey(), list.getValue().get().size()))
        .sorted();
  }

  List<TextPattern> of(String name) {
    Deferred<List<TextPattern>> list = lists.get(name);
    return list == null ? List.of() : list.get();
  }
}
