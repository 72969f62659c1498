package io.weir.internal.phone;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber;
import io.weir.internal.settings.Setting;
import io.weir.internal.settings.Settings;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Parser for telephone numbers as users write and dial them.
 *
 * @param region the country of numbers without a calling code (ISO 3166-1, two letters)
 */
public record PhoneNumberParser(Optional<String> region) {

  private static final Setting<Optional<String>> REGION =
      Setting.optional("phone-region", PhoneNumberParser::checkedRegion);

  /** No number is longer. It is also the limit of libphonenumber. */
  private static final int MAX_LENGTH = 250;

  /** Stands for "+": the prefix 00, or a blank, as some servers decode "+" in a path. */
  private static final Pattern INTERNATIONAL_PREFIX = Pattern.compile("^(\\s*00|\\s)");

  /** The unknown country of CLDR: only numbers with a calling code are valid in it. */
  private static final String UNKNOWN_REGION = "ZZ";

  /** Reads the setting {@code weir.phone-region}. */
  public static PhoneNumberParser of(Settings settings) {
    return new PhoneNumberParser(settings.shared(REGION));
  }

  private static String checkedRegion(String text) {
    String region = text.toUpperCase(Locale.ROOT);
    if (!library().getSupportedRegions().contains(region)) {
      throw new IllegalArgumentException(
          "\"%s\": a country code of two letters (ISO 3166-1) such as DE or US is allowed"
              .formatted(text));
    }
    return region;
  }

  /** Whether a country or an international service has this calling code. */
  public static boolean isCallingCode(int code) {
    return library().getSupportedCallingCodes().contains(code);
  }

  /** The library loads the data of a country at its first use. */
  private static PhoneNumberUtil library() {
    return PhoneNumberUtil.getInstance();
  }

  /**
   * The numbers that a text can stand for; none if it is not a number.
   *
   * <p>A text with the prefix {@code +} or {@code 00} stands for one number. A text without it
   * stands for a number of the region, and also for the number after {@code +}, because some
   * providers dial it like that. If both numbers are valid, both are returned.
   */
  public List<PhoneNumber> parse(String text) {
    if (text.length() > MAX_LENGTH) {
      return List.of();
    }
    String normalized = Normalizer.normalize(text, Normalizer.Form.NFKC);
    Optional<Phonenumber.PhoneNumber> international = parse(normalized, UNKNOWN_REGION);
    if (international.isPresent()) {
      return List.of(number(international.get()));
    }
    Matcher prefix = INTERNATIONAL_PREFIX.matcher(normalized);
    Optional<Phonenumber.PhoneNumber> withPlus =
        parse("+" + prefix.replaceFirst(""), UNKNOWN_REGION);
    if (withPlus.isPresent() && prefix.reset().lookingAt()) {
      return List.of(number(withPlus.get()));
    }
    Optional<Phonenumber.PhoneNumber> national =
        region.flatMap(country -> parse(normalized, country));
    return Stream.concat(
            national.stream(),
            withPlus
                .filter(number -> national.isEmpty() || library().isValidNumber(number))
                .stream())
        .map(PhoneNumberParser::number)
        .distinct()
        .toList();
  }

  /** Accepts a number of possible length: no list has all numbers that are in use. */
  private static Optional<Phonenumber.PhoneNumber> parse(String normalized, String country) {
    try {
      return Optional.of(library().parse(normalized, country)).filter(library()::isPossibleNumber);
    } catch (NumberParseException e) {
      return Optional.empty();
    }
  }

  private static PhoneNumber number(Phonenumber.PhoneNumber number) {
    return new PhoneNumber(
        number.getCountryCode(), library().format(number, PhoneNumberFormat.E164));
  }
}
