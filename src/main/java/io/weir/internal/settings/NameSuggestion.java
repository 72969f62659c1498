package io.weir.internal.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Guesses the name that was meant. */
public final class NameSuggestion {

  private static final LevenshteinDistance DISTANCE = LevenshteinDistance.getDefaultInstance();

  private NameSuggestion() {}

  /**
   * The end of a sentence about an unknown name: {@code Did you mean "minute"?} with a blank before
   * it, or nothing if no known name is near.
   */
  public static String didYouMean(String given, Collection<String> known) {
    String lower = given.toLowerCase(Locale.ROOT);
    // Two letters swapped are two changes; in a word of two they would make any other.
    int near = given.length() < 3 ? 1 : Math.max(2, given.length() / 3);
    return known.stream()
        .min(Comparator.comparingInt(name -> DISTANCE.apply(lower, name.toLowerCase(Locale.ROOT))))
        .filter(name -> DISTANCE.apply(lower, name.toLowerCase(Locale.ROOT)) <= near)
        .map(" Did you mean \"%s\"?"::formatted)
        .orElse("");
  }
}
