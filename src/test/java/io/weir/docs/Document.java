package io.weir.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A page that administrators read.
 *
 * @param name of its file
 */
public record Document(String name, List<String> lines) {

  static final Path ROOT = Path.of("..");
  private static final String FENCE = "```";

  /** Copies the lines. */
  public Document {
    lines = List.copyOf(lines);
  }

  /** The README and every page of the manual. */
  public static List<Document> all() {
    try (Stream<Path> pages = Files.list(ROOT.resolve("src/site/markdown"))) {
      return Stream.concat(Stream.of(ROOT.resolve("README.md")), pages.sorted())
          .map(Document::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Document readme() {
    return read(ROOT.resolve("README.md"));
  }

  public static Document page(String name) {
    return read(ROOT.resolve("src/site/markdown").resolve(name));
  }

  private static Document read(Path file) {
    return new Document(String.valueOf(file.getFileName()), linesOf(file));
  }

  private static List<String> linesOf(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file of the repository. */
  static String file(String path) {
    return String.join("\n", linesOf(ROOT.resolve(path)));
  }

  public String text() {
    return String.join("\n", lines);
  }

  /** Every fenced block, of all pages. */
  public static Stream<Block> blocks(String tag) {
    return all().stream().flatMap(page -> page.blocks().stream()).filter(block -> block.is(tag));
  }

  /** The fenced blocks of this page, in its order. */
  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    int start = -1;
    for (int i = 0; i < lines.size(); i++) {
      if (start < 0 && lines.get(i).startsWith(FENCE)) {
        start = i;
      } else if (start >= 0 && lines.get(i).equals(FENCE)) {
        String tag = lines.get(start).substring(FENCE.length());
        blocks.add(new Block("%s:%d".formatted(name, start + 1), tag, lines.subList(start + 1, i)));
        start = -1;
      }
    }
    return blocks;
  }

  /**
   * A fenced block.
   *
   * @param place file and line, for the name of a test
   * @param tag what stands behind the fence
   */
  public record Block(String place, String tag, List<String> lines) {

    /** Copies the lines. */
    public Block {
      lines = List.copyOf(lines);
    }

    boolean is(String wanted) {
      return tag.equals(wanted);
    }

    /** The text between the fences. */
    public String text() {
      return String.join("\n", lines);
    }

    @Override
    public String toString() {
      return place;
    }
  }
}
