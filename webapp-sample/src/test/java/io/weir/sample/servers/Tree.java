package io.weir.sample.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory with all that is in it. */
final class Tree {

  private Tree() {}

  static void copy(Path from, Path to) {
    try {
      for (Path source : files(from)) {
        Files.copy(source, to.resolve(from.relativize(source)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void delete(Path tree) {
    try {
      if (Files.exists(tree)) {
        for (Path file : files(tree).stream().sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A directory comes before what is in it. */
  private static List<Path> files(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      return files.toList();
    }
  }
}
