package io.weir.docs;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A text in which "…" stands for what a page leaves out. */
public final class Elided {

  private Elided() {}

  /** Matches this text, with any text in place of each "…". */
  public static Pattern pattern(String text) {
    return Pattern.compile(
        Arrays.stream(text.split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*")),
        Pattern.DOTALL);
  }
}
