package io.weir.validation;

import io.weir.internal.rules.RuleScanner;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A number of bytes: {@code 500 bytes}, {@code 64 kB}, {@code 5 MB}. As in the settings of servers,
 * a kB has 1024 bytes.
 *
 * @param bytes 1 byte to 1024 GB
 */
record ByteSize(long bytes) implements Comparable<ByteSize> {

  private static final long STEP = 1024;
  private static final List<String> UNITS = List.of("bytes", "kB", "MB", "GB");
  private static final ByteSize MOST = new ByteSize(STEP * STEP * STEP * STEP);

  ByteSize {
    if (bytes < 1 || bytes > STEP * STEP * STEP * STEP) {
      throw new IllegalArgumentException("1 byte to 1024 GB are allowed.");
    }
  }

  static ByteSize ofMegabytes(int number) {
    return new ByteSize(number * STEP * STEP);
  }

  /** Reads the size that follows; nothing, and a mistake, if there is none. */
  static Optional<ByteSize> parse(RuleScanner scanner, int start) {
    if (!scanner.atDigit()) {
      scanner.mistake(start, "a size must follow, as in body at most 1 MB.");
      return Optional.empty();
    }
    long number = scanner.number();
    String unit = scanner.word(",;").toLowerCase(Locale.ROOT);
    int power = UNITS.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList().indexOf(unit);
    if (power < 0 && !unit.equals("byte")) {
      scanner.mistake(start, "a unit must follow the number: bytes, kB, MB or GB, as in 1 MB.");
      return Optional.empty();
    }
    long factor = 1;
    for (int i = 0; i < power; i++) {
      factor *= STEP;
    }
    long each = factor;
    return scanner.create(
        start, () -> new ByteSize(number > MOST.bytes() / each ? MOST.bytes() + 1 : number * each));
  }

  @Override
  public int compareTo(ByteSize other) {
    return Long.compare(bytes, other.bytes);
  }

  /** In the largest unit that leaves no fraction. */
  @Override
  public String toString() {
    long number = bytes;
    int power = 0;
    while (number % STEP == 0 && power < UNITS.size() - 1) {
      number /= STEP;
      power++;
    }
    return number == 1 && power == 0 ? "1 byte" : number + " " + UNITS.get(power);
  }
}
