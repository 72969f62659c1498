package io.weir.cors;

/**
 * Validity of Punycode labels (RFC 3492). The JDK decodes IDNA 2003 only, so that it rejects labels
 * such as {@code xn--strae-oqa}, which browsers accept.
 */
final class Punycode {

  private static final String PREFIX = "xn--";
  private static final int BASE = 36;
  private static final int T_MIN = 1;
  private static final int T_MAX = 26;
  private static final int SKEW = 38;
  private static final int DAMP = 700;
  private static final int INITIAL_BIAS = 72;
  private static final int INITIAL_N = 128;

  private Punycode() {}

  /** Whether a label has no Punycode prefix, or can be decoded. */
  static boolean isValidLabel(String label) {
    return !label.startsWith(PREFIX) || isDecodable(label.substring(PREFIX.length()));
  }

  /** The decoder of RFC 3492 §6.2, without its output. */
  private static boolean isDecodable(String encoded) {
    int delimiter = encoded.lastIndexOf('-');
    int codePoints = Math.max(delimiter, 0);
    int bias = INITIAL_BIAS;
    long n = INITIAL_N;
    long i = 0;
    int position = delimiter + 1;
    if (position == encoded.length()) {
      return false; // An ASCII label is not encoded.
    }
    while (position < encoded.length()) {
      long previous = i;
      long weight = 1;
      for (int k = BASE; ; k += BASE) {
        int digit = position == encoded.length() ? -1 : digit(encoded.charAt(position++));
        i += digit * weight;
        if (digit < 0 || i > Integer.MAX_VALUE) {
          return false;
        }
        int threshold = Math.min(Math.max(k - bias, T_MIN), T_MAX);
        if (digit < threshold) {
          break;
        }
        weight *= BASE - threshold;
      }
      codePoints++;
      bias = adapt(i - previous, codePoints, previous == 0);
      n += i / codePoints;
      i = i % codePoints + 1;
      if (n > Character.MAX_CODE_POINT) {
        return false;
      }
    }
    return true;
  }

  /** Letters are 0 to 25 and digits are 26 to 35 (RFC 3492 §5); -1 for other characters. */
  private static int digit(char c) {
    int digit = Character.digit(c, BASE);
    return digit < 0 ? -1 : digit < 10 ? digit + 26 : digit - 10;
  }

  /** RFC 3492 §6.1. */
  private static int adapt(long delta, int codePoints, boolean first) {
    long d = first ? delta / DAMP : delta / 2;
    d += d / codePoints;
    int k = 0;
    while (d > (BASE - T_MIN) * T_MAX / 2) {
      d /= BASE - T_MIN;
      k += BASE;
    }
    return (int) (k + (BASE - T_MIN + 1) * d / (d + SKEW));
  }
}
