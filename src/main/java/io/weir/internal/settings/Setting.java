package io.weir.internal.settings;

import io.weir.internal.secret.SecretReader;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A setting: its name, its default and its meaning, in one place.
 *
 * @param name as an administrator writes it: {@code rules}; of a setting that all filters share,
 *     without {@code weir.}
 * @param byDefault the text that stands for it where nothing is written
 * @param reader what turns the text into a value
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
     * Reads {@code text}. One mistake may be thrown; a reader of tables adds each to {@code
     * mistakes}, with {@code where} and the line. Secrets that the text names are read by {@code
     * secrets}.
     *
     * @throws IllegalArgumentException whose message is what {@link Mistake#what()} shall say
     */
    T read(String text, String where, Mistakes mistakes, SecretReader secrets);
  }

  /** A {@link Reader} that needs no secret. */
  @FunctionalInterface
  public interface TextReader<T> {

    /** Reads {@code text} as {@link Reader#read} does. */
    T read(String text, String where, Mistakes mistakes);
  }

  /** A setting whose value needs no secret. */
  public Setting(String name, String byDefault, TextReader<T> reader) {
    this(name, byDefault, (text, where, mistakes, secrets) -> reader.read(text, where, mistakes));
  }

  /** Any text; nothing written is an empty one. */
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

  /** One word of a list: the names of an enum, written small and with dashes. */
  public static <E extends Enum<E>> Setting<E> oneOf(String name, E byDefault) {
    Class<E> type = byDefault.getDeclaringClass();
    return new Setting<>(name, word(byDefault), (text, where, mistakes) -> constant(type, text));
  }

  /** A whole number between two others, both allowed. */
  public static Setting<Integer> number(String name, int byDefault, int least, int most) {
    return new Setting<>(
        name, Integer.toString(byDefault), (text, where, mistakes) -> number(text, least, most));
  }

  /**
   * Reads a whole number between two others, both allowed.
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
        "\"%s\": a whole number from %d to %d".formatted(text, least, most));
  }

  /**
   * A length of time, {@code 100ms}, {@code 2s}, {@code 5m} or {@code 24h}, between two others,
   * both allowed.
   */
  public static Setting<Duration> duration(
      String name, String byDefault, Duration least, Duration most) {
    return new Setting<>(name, byDefault, (text, where, mistakes) -> duration(text, least, most));
  }

  /** Several values between commas; nothing written is an empty list. */
  public static <T> Setting<List<T>> list(
      String name, String byDefault, java.util.function.Function<String, T> value) {
    return new Setting<>(
        name,
        byDefault,
        (text, where, mistakes) ->
            Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(one -> !one.isEmpty())
                .map(value)
                .toList());
  }

  /** The same setting, where nothing written means that there is none. */
  public static <T> Setting<Optional<T>> optional(
      String name, java.util.function.Function<String, T> value) {
    return new Setting<>(
        name,
        "",
        (text, where, mistakes) ->
            text.isEmpty() ? Optional.empty() : Optional.of(value.apply(text)));
  }

  /** An optional setting whose text may name a secret. */
  public static <T> Setting<Optional<T>> optionalWithSecrets(
      String name, BiFunction<String, SecretReader, T> value) {
    return new Setting<>(
        name,
        "",
        (text, where, mistakes, secrets) ->
            text.isEmpty() ? Optional.empty() : Optional.of(value.apply(text, secrets)));
  }

  /** The constant that a word names, any case. */
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

  /** How an administrator writes a constant. */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String notOneOf(String text, List<String> words) {
    String allowed = words.stream().collect(Collectors.joining(", "));
    return "\"%s\": one of %s.%s".formatted(text, allowed, NameSuggestion.didYouMean(text, words));
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
        "\"%s\": %d ms to %d s, with its unit: ms, s, m or h"
            .formatted(text, least.toMillis(), most.toSeconds()));
  }
}
