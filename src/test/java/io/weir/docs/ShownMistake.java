package io.weir.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A mistake that a page shows: lines that an administrator wrote, and below each group of them,
 * indented, the messages.
 *
 * <pre>
 *   /token 5/minuet
 *     "5/minuet": no unit "minuet"; …
 *   mode = shaddow
 *     mode: "shaddow": allowed are enforce, shadow, off. …
 * </pre>
 *
 * @param place file and line of the block
 */
public record ShownMistake(String place, List<String> given, List<String> told) {

  private static final String SETTING = "[a-z][a-z0-9.-]* = .*";

  /** Copies the lists. */
  public ShownMistake {
    given = List.copyOf(given);
    told = List.copyOf(told);
  }

  /** The mistakes of all pages, except those that show a {@code web.xml}. */
  public static Stream<ShownMistake> all() {
    return Document.blocks("mistakes")
        .filter(block -> !block.text().startsWith("<"))
        .flatMap(block -> in(block).stream());
  }

  private static List<ShownMistake> in(Document.Block block) {
    List<ShownMistake> found = new ArrayList<>();
    List<String> given = new ArrayList<>();
    List<String> told = new ArrayList<>();
    for (String line : block.lines()) {
      boolean indented = line.startsWith("  ");
      if (!indented && !told.isEmpty()) {
        found.add(new ShownMistake(block.place(), given, told));
        given.clear();
        told.clear();
      }
      (indented ? told : given).add(line.strip());
    }
    found.add(new ShownMistake(block.place(), given, told));
    return found;
  }

  /** Whether the lines are a rule, not settings. */
  public boolean isRule() {
    return given.stream().noneMatch(line -> line.matches(SETTING));
  }

  @Override
  public String toString() {
    return place + " " + String.join(" and ", given);
  }
}
