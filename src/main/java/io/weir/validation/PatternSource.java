package io.weir.validation;

import java.util.List;

/** The patterns of a check; {@code toString} is how they are written. */
sealed interface PatternSource {

  List<TextPattern> patterns(PatternLists lists);

  /** What a client may read of it: a pattern would tell how to write around it. */
  String shown();

  /** One pattern. */
  record Single(TextPattern pattern) implements PatternSource {

    @Override
    public List<TextPattern> patterns(PatternLists lists) {
      return List.of(pattern);
    }

    @Override
    public String shown() {
      return "a pattern";
    }

    @Override
    public String toString() {
      return CheckParser.written(pattern.toString());
    }
  }

  /** {@code list:prompt-patterns}. */
  record Named(String name) implements PatternSource {

    @Override
    public List<TextPattern> patterns(PatternLists lists) {
      return lists.of(name);
    }

    @Override
    public String shown() {
      return "a pattern of " + name;
    }

    @Override
    public String toString() {
      return "list:" + name;
    }
  }
}
