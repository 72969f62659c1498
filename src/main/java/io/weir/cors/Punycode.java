package io.weir.cors;

/** Names that are spelt in ASCII and are not (RFC 3492). The JDK decodes by IDNA 2003 alone. */
final class Punycode {

  private static final String PREFIX = "xn--";
  private static final int BASE = 36;
  private static final int T_MIN = 1;
  private static final int T_MAX = 26;
  private static final int SKEW = 38;
  private static final int DAMP = 700;

  private Punycode() {}

  /** Whether a label stands for a name: one without the prefix stands for itself. */
  static boolean isValidLabel(String label) {
    return !label.startsWith(PREFIX) || decodes(label.substring(PREFIX.length()));
  }

  /** RFC 3492 §6.2, without keeping what was decoded. */
  private static boolean decodes(String encoded) {
    int delimiter = encoded.lastIndexOf('-');
    int points = Math.max(delimiter, 0);
    int bias = 72;
    long n = 128;
    long i = 0;
    int at = delimiter + 1;
    if (at == encoded.length()) {
      return false; // Nothing but ASCII needs no encoding.
    }
    while (at < encoded.length()) {
      long before = i;
      long weight = 1;
      for (int k = BASE; ; k += BASE) {
        if (at == encoded.length()) {
          return false;
        }
        int digit = Character.digit(encoded.charAt(at++), BASE);
        // Letters are 0 to 25 and digits 26 to 35; Java has them the other way round.
        digit = digit < 0 ? digit : digit < 10 ? digit + 26 : digit - 10;
        int threshold = Math.min(Math.max(k - bias, T_MIN), T_MAX);
        i += digit * weight;
        if (digit < 0 || i > Integer.MAX_VALUE) {
          return false;
        }
        if (digit < threshold) {
          break;
        }
        weight *= BASE - threshold;
      }
      points++;
      bias = adapt(i - before, points, before == 0);
      n += i / points;
      i = i % points + 1;
      if (n > Character.MAX_CODE_POINT) {
        return false;
      }
    }
    return true;
  }

  private static int adapt(long delta, int points, boolean first) {
    long d = first ? delta / DAMP : delta / 2;
    d += d / points;
    int k = 0;
    while (d > (BASE - T_MIN) * T_MAX / 2) {
      d /= BASE - T_MIN;
      k += BASE;
    }
    return (int) (k + (BASE - T_MIN + 1) * d / (d + SKEW));
  }
}
