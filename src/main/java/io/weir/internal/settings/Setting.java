package io.weir.internal.settings;

import io.weir.internal.http.CommaList;
import io.weir.internal.secret.Secret;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A setting: its name, its default and its range, in one place.
 *
 * @param name as an administrator writes it: {@code rules}; without {@code weir.}, if all filters
 *     share the setting
 * @param byDefault the text that applies where nothing is written
 * @param reader turns the text into a value
 */
public record Setting<T>(String name, String byDefault, Reader<T> reader) {

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1));

  /** Turns a setting's text into its value. */
  @FunctionalInterface
  public interface Reader<T> {

    /**
     * Reads {@code text}. A reader throws its only mistake, or adds each mistake to {@code
     * mistakes}, as a reader of tables does with {@code where} and the line.
     *
     * @throws IllegalArgumentException whose message is the {@link Mistake#what()}
     */
    T read(String text, String where, Mistakes mistakes);
  }

  /**
   * The value of this text, or of the default where nothing is written or the text is a mistake.
   */
  T read(Optional<RawSetting> written, Mistakes mistakes) {
    RawSetting raw = written.orElseGet(() -> new RawSetting(name, byDefault));
    try {
      return reader.read(raw.text(), raw.where(), mistakes);
    } catch (IllegalArgumentException e) {
      mistakes.add(
          raw.where(),
          ServiceLinks.explain(Settings.PREFIX + name, raw.text())
              .orElseGet(() -> String.valueOf(e.getMessage())));
      return reader.read(byDefault, raw.where(), mistakes);
    }
  }

  /** Any text; empty where nothing is written. */
  public static Setting<String> text(String name, String byDefault) {
    return new Setting<>(name, byDefault, (text, where, mistakes) -> text);
  }

  /** {@code true} or {@code false}. */
  public static Setting<Boolean> yesOrNo(String name, boolean byDefault) {
    return new Setting<>(
        name,
        Boolean.toString(byDefault),
        (text, where, mistakes) ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "true" -> true;
              case "false" -> false;
              default ->
                  throw new IllegalArgumentException(notOneOf(text, List.of("true", "false")));
            });
  }

  /** One word of a list: the names of an enum, in small letters and with dashes. */
  public static <E extends Enum<E>> Setting<E> oneOf(String name, E byDefault) {
    Class<E> type = byDefault.getDeclaringClass();
    return new Setting<>(name, word(byDefault), (text, where, mistakes) -> constant(type, text));
  }

  /** A whole number in a range; both ends are allowed. */
  public static Setting<Integer> number(String name, int byDefault, int least, int most) {
    return new Setting<>(
        name, Integer.toString(byDefault), (text, where, mistakes) -> number(text, least, most));
  }

  /**
   * Reads a whole number in a range; both ends are allowed.
   *
   * @throws IllegalArgumentException with a sentence for the administrator
   */
  public static int number(String text, int least, int most) {
    if (text.matches("-?[0-9]{1,9}")) {
      int number = Integer.parseInt(text);
      if (least <= number && number <= most) {
        return number;
      }
    }
    throw new IllegalArgumentException(
        "\"%s\": allowed is a whole number from %s to %s".formatted(text, least, most));
  }

  /**
   * A duration in a range, {@code 100ms}, {@code 2s}, {@code 5m} or {@code 24h}; both ends are
   * allowed.
   */
  public static Setting<Duration> duration(
      String name, String byDefault, Duration least, Duration most) {
    return new Setting<>(name, byDefault, (text, where, mistakes) -> duration(text, least, most));
  }

  /** Comma-separated values; an empty list where nothing is written. */
  public static <T> Setting<List<T>> list(
      String name, String byDefault, Function<String, T> value) {
    return new Setting<>(
        name,
        byDefault,
        (text, where, mistakes) ->
            CommaList.of(text).stream().map(element -> CommaList.value(element, value)).toList());
  }

  /** A value that is absent where nothing is written. */
  public static <T> Setting<Optional<T>> optional(String name, Function<String, T> value) {
    return new Setting<>(
        name,
        "",
        (text, where, mistakes) ->
            text.isEmpty() ? Optional.empty() : Optional.of(value.apply(text)));
  }

  /** An optional reference to a secret that nobody can guess, which is read after parsing. */
  public static Setting<Deferred<Optional<Secret>>> deferredSecret(String name) {
    return new Setting<>(
        name,
        "",
        (text, where, mistakes) ->
            text.isEmpty()
                ? Deferred.of(Optional.empty())
                : mistakes.defer(
                    where, secrets -> Optional.of(secrets.readStrong(text)), Optional.empty()));
  }

  /** An optional value that is read after parsing. */
  public static <T> Setting<Deferred<Optional<T>>> deferred(
      String name, Function<String, T> value) {
    return new Setting<>(
        name,
        "",
        (text, where, mistakes) ->
            text.isEmpty()
                ? Deferred.of(Optional.empty())
                : mistakes.defer(where, () -> Optional.of(value.apply(text)), Optional.empty()));
  }

  /** The constant that a word names, in upper or lower case. */
  public static <E extends Enum<E>> E constant(Class<E> type, String text) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> word(constant).equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    notOneOf(
                        text, Arrays.stream(type.getEnumConstants()).map(Setting::word).toList())));
  }

  /** A constant as an administrator writes it. */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String notOneOf(String text, List<String> words) {
    String allowed = words.stream().collect(Collectors.joining(", "));
    return "\"%s\": allowed are %s.%s"
        .formatted(text, allowed, NameSuggestion.didYouMean(text, words));
  }

  private static Duration duration(String text, Duration least, Duration most) {
    Matcher parts = DURATION.matcher(text.toLowerCase(Locale.ROOT).replace(" ", ""));
    if (parts.matches()) {
      Duration read =
          Objects.requireNonNull(UNITS.get(parts.group(2)))
              .multipliedBy(Long.parseLong(parts.group(1)));
      if (read.compareTo(least) >= 0 && read.compareTo(most) <= 0) {
        return read;
      }
    }
    throw new IllegalArgumentException(
        "\"%s\": allowed is %s ms to %s s, with its unit: ms, s, m or h"
            .formatted(text, least.toMillis(), most.toSeconds()));
  }
}
