package io.weir.internal.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds the known name that an unknown one probably means. */
public final class NameSuggestion {

  private static final LevenshteinDistance DISTANCE = LevenshteinDistance.getDefaultInstance();

  private NameSuggestion() {}

  /**
   * The end of a message about an unknown name, with a blank before it: {@code Did you mean
   * "minute"?}. Empty if no known name is near.
   */
  public static String didYouMean(String given, Collection<String> known) {
    String lower = given.toLowerCase(Locale.ROOT);
    // Two swapped letters count as two changes. In a word of two letters two changes reach any
    // word.
    int near = given.length() < 3 ? 1 : Math.max(2, given.length() / 3);
    return known.stream()
        .min(Comparator.comparingInt(name -> DISTANCE.apply(lower, name.toLowerCase(Locale.ROOT))))
        .filter(name -> DISTANCE.apply(lower, name.toLowerCase(Locale.ROOT)) <= near)
        .map(" Did you mean \"%s\"?"::formatted)
        .orElse("");
  }
}
