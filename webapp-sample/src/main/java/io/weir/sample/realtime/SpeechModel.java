package io.weir.sample.realtime;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A provider of speech to speech that takes each sound for a word, counts the words, and repeats
 * them. The same audio gets the same answer, and nothing leaves the application.
 */
final class SpeechModel {

  static final String NAME = "gpt-realtime";

  /** Dollars of 1 000 000 tokens, as in the price list of the application's {@code web.xml}. */
  private static final long INPUT_PRICE = 100;

  private static final long OUTPUT_PRICE = 200;

  /** A word takes half a second; a second of the model's speech has 20 tokens. */
  private static final int TOKENS_OF_A_WORD = 10;

  private static final List<String> WORDS =
      List.of("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten");

  private SpeechModel() {}

  /**
   * An answer.
   *
   * @param transcript of what was said, and of what the model says
   * @param input tokens of audio
   * @param output tokens of audio
   */
  record Answer(String transcript, long input, long output) {

    /** What the provider's bill says. */
    BigDecimal dollars() {
      return BigDecimal.valueOf(INPUT_PRICE * input + OUTPUT_PRICE * output, 6);
    }
  }

  static Answer answer(Turn turn) {
    String transcript =
        IntStream.range(0, turn.sounds())
            .mapToObj(sound -> WORDS.get(sound % WORDS.size()))
            .collect(Collectors.joining(" "));
    return new Answer(transcript, turn.tokens(), (long) TOKENS_OF_A_WORD * turn.sounds());
  }
}
