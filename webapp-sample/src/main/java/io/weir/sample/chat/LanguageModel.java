package io.weir.sample.chat;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Stream;

/**
 * A provider of language models that answers what it is told, word by word, and counts words as
 * tokens. It can be told to fail or to be slow, as real ones do unasked.
 */
@ApplicationScoped
class LanguageModel {

  /** What a slow provider takes longer, in milliseconds. */
  private static final long DELAY = 2_000;

  private volatile State state = State.OK;

  /** How the provider does. */
  enum State {
    OK,
    SLOW,
    FAIL
  }

  /**
   * An answer.
   *
   * @param words of the answer, in their order
   * @param input tokens of the prompt
   */
  record Answer(List<String> words, int input) {

    int output() {
      return words.size();
    }

    String text() {
      return String.join(" ", words);
    }
  }

  /** The provider does not answer. */
  static final class Unavailable extends Exception {

    private static final long serialVersionUID = 1;

    Unavailable() {
      super("the provider answers 503", null, false, false);
    }
  }

  State state() {
    return state;
  }

  void become(State next) {
    state = next;
  }

  /**
   * Answers the last message.
   *
   * @param most tokens of the answer
   */
  Answer answer(List<String> messages, int most) throws Unavailable {
    State now = state;
    if (now == State.SLOW) {
      pause();
    }
    if (now == State.FAIL) {
      throw new Unavailable();
    }
    String last = messages.get(messages.size() - 1);
    return new Answer(
        words(last).limit(most).toList(),
        (int) messages.stream().flatMap(LanguageModel::words).count());
  }

  private static Stream<String> words(String text) {
    return Stream.of(text.strip().split("\\s+", -1)).filter(word -> !word.isEmpty());
  }

  private static void pause() {
    try {
      Thread.sleep(DELAY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
