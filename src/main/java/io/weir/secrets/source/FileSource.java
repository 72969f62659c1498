package io.weir.secrets.source;

import io.weir.internal.secret.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Secrets in files, as Docker and Kubernetes mount them. A path is a file with one value, or a
 * directory with one value in each file.
 *
 * <pre>
 *   /etc/db/password → ..data/password      ..data → ..2026_11_21_10_00_00      a new one at each rotation
 * </pre>
 */
public final class FileSource implements SecretSource {

  /** The most files that a directory of secrets may have. */
  private static final int MOST_FILES = 1_000;

  /** Kubernetes' link to the directory with all files of one rotation. */
  private static final String DATA = "..data";

  private final SecretFileReader files;

  public FileSource(SecretFileReader files) {
    this.files = files;
  }

  @Override
  public Snapshot read(String path) throws SecretReadException {
    Path real = files.locate(path);
    if (Files.isDirectory(real)) {
      return readAll(path);
    }
    return new Snapshot(Map.of("", files.read(path, real)));
  }

  /** Reads every file of one rotation: if the directory has the link, the files behind it only. */
  private Snapshot readAll(String path) throws SecretReadException {
    Path linked = Path.of(path, DATA);
    boolean rotates = Files.exists(linked, LinkOption.NOFOLLOW_LINKS);
    Path directory = files.locate(rotates ? linked.toString() : path);
    Map<String, Secret> values = new TreeMap<>();
    Map<String, SecretReadException> failures = new TreeMap<>();
    for (Path file : list(path, directory)) {
      String name = String.valueOf(file.getFileName());
      try {
        values.put(name, files.read(path + "/" + name, files.locate(file.toString())));
      } catch (SecretReadException e) {
        // The other files are read all the same.
        failures.put(name, SecretFileReader.unreadable(path + "/" + name, e.hint()));
      }
    }
    if (rotates && !directory.equals(files.locate(linked.toString()))) {
      // Rotated meanwhile: some files may be missing. The next directory is complete.
      return readAll(path);
    }
    return new Snapshot(values, failures);
  }

  private static List<Path> list(String path, Path directory) throws SecretReadException {
    try (Stream<Path> all = Files.list(directory)) {
      List<Path> found =
          all.filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
              .limit(MOST_FILES + 1L)
              .toList();
      if (found.size() > MOST_FILES) {
        throw SecretFileReader.unreadable(
            path, "it has more than 1000 files; check that it is the right directory");
      }
      return found;
    } catch (IOException e) {
      throw SecretFileReader.unreadable(path, "this server may not list the directory");
    }
  }
}
