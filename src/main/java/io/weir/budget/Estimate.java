package io.weir.budget;

import java.util.Optional;

/**
 * What a request costs at most, as far as its body tells.
 *
 * @param verdict whether it can be told
 * @param money in nano-units; {@link Long#MAX_VALUE} if it is more than fits
 * @param input tokens of the prompt
 * @param output tokens of all answers
 * @param answers how many answers are asked for, at least 1
 * @param price of the model, or the dearest if several may be meant
 */
record Estimate(
    Verdict verdict, long money, long input, long output, long answers, Optional<Price> price) {

  /** Nothing in the request tells what it costs. */
  static final Estimate NONE = of(Verdict.NONE);

  /** Whether the cost can be told. */
  enum Verdict {
    ESTIMATED,
    NONE,
    /** The model has no price. */
    UNPRICED,
    /** The body is longer than what is read. */
    TOO_LONG,
    /** The body is compressed. */
    COMPRESSED;

    /** Whether the request is refused for it. */
    boolean refuses() {
      return this != ESTIMATED && this != NONE;
    }
  }

  static Estimate of(Verdict verdict) {
    return new Estimate(verdict, 0, 0, 0, 1, Optional.empty());
  }

  /** The estimate in the unit of a budget. */
  long in(Unit unit) {
    return switch (unit) {
      case MONEY -> money;
      case TOKENS -> saturated(input, output);
      case INPUT_TOKENS -> input;
      case OUTPUT_TOKENS -> output;
      case SECONDS -> 0;
    };
  }

  static long saturated(long one, long other) {
    long sum = one + other;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
