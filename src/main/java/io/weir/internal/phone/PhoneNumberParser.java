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
 * Reads telephone numbers as they are dialled in one country, or anywhere.
 *
 * @param region where numbers without a calling code belong: ISO 3166-1, two letters
 */
public record PhoneNumberParser(Optional<String> region) {

  private static final Setting<Optional<String>> REGION =
      Setting.optional("phone-region", PhoneNumberParser::checkedRegion);

  /** More than any number has, however it is written; what libphonenumber takes, too. */
  private static final int LONGEST = 250;

  /** What means "+": the usual prefix, or the blank that some servers take "+" in a path for. */
  private static final Pattern PREFIX = Pattern.compile("^(\\s*00|\\s)");

  /** No country (CLDR), so that only calling codes are understood. */
  private static final String NOWHERE = "ZZ";

  /** Reads the setting {@code weir.phone-region}. */
  public static PhoneNumberParser of(Settings settings) {
    return new PhoneNumberParser(settings.shared(REGION));
  }

  private static String checkedRegion(String text) {
    String region = text.toUpperCase(Locale.ROOT);
    if (!numbers().getSupportedRegions().contains(region)) {
      throw new IllegalArgumentException(
          "\"%s\": a country of two letters (ISO 3166-1), like DE or US".formatted(text));
    }
    return region;
  }

  /** Whether numbers of some country, or of a service of all, begin with this. */
  public static boolean isCallingCode(int code) {
    return numbers().getSupportedCallingCodes().contains(code);
  }

  /** Its data is loaded country by country, when it is used. */
  private static PhoneNumberUtil numbers() {
    return PhoneNumberUtil.getInstance();
  }

  /**
   * The numbers that a text can mean; none if it is no number.
   *
   * <p>Behind {@code +} or {@code 00} it is one. Without, it is one of the region, and also what it
   * would be behind {@code +}, for so do some providers dial it: both, where both are valid.
   */
  public List<PhoneNumber> readings(String text) {
    if (text.length() > LONGEST) {
      return List.of();
    }
    String dialled = Normalizer.normalize(text, Normalizer.Form.NFKC);
    Optional<Phonenumber.PhoneNumber> written = read(dialled, NOWHERE);
    if (written.isPresent()) {
      return List.of(number(written.get()));
    }
    Matcher prefix = PREFIX.matcher(dialled);
    Optional<Phonenumber.PhoneNumber> behindPlus = read("+" + prefix.replaceFirst(""), NOWHERE);
    if (behindPlus.isPresent() && prefix.reset().lookingAt()) {
      return List.of(number(behindPlus.get()));
    }
    Optional<Phonenumber.PhoneNumber> national = region.flatMap(home -> read(dialled, home));
    return Stream.concat(
            national.stream(),
            behindPlus.filter(one -> national.isEmpty() || numbers().isValidNumber(one)).stream())
        .map(PhoneNumberParser::number)
        .distinct()
        .toList();
  }

  /** A number as long as numbers there are; whether it is in use, the newest list does not know. */
  private static Optional<Phonenumber.PhoneNumber> read(String dialled, String home) {
    try {
      return Optional.of(numbers().parse(dialled, home)).filter(numbers()::isPossibleNumber);
    } catch (NumberParseException e) {
      return Optional.empty();
    }
  }

  private static PhoneNumber number(Phonenumber.PhoneNumber read) {
    return new PhoneNumber(read.getCountryCode(), numbers().format(read, PhoneNumberFormat.E164));
  }
}
