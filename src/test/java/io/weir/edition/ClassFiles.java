package io.weir.edition;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Class files of jars and of the JDK, by their internal names: {@code java/lang/String}. */
final class ClassFiles {

  private static final String CLASS = ".class";

  private final Map<String, byte[]> files = new TreeMap<>();

  /** The classes of a jar, and of the jars that are nested in it. */
  static ClassFiles of(Path jar) {
    ClassFiles all = new ClassFiles();
    all.addJar(jar, true);
    return all;
  }

  /** The same classes, to which others can be added. */
  ClassFiles copy() {
    ClassFiles copy = new ClassFiles();
    copy.files.putAll(files);
    return copy;
  }

  /** Adds the classes of a jar. */
  ClassFiles with(Path jar) {
    addJar(jar, false);
    return this;
  }

  /** Adds a class. */
  ClassFiles with(String name, byte[] code) {
    files.put(name, code);
    return this;
  }

  private void addJar(Path jar, boolean nested) {
    try (JarFile file = new JarFile(jar.toFile())) {
      for (ZipEntry entry :
          (Iterable<ZipEntry>) file.stream().map(ZipEntry.class::cast)::iterator) {
        try (InputStream in = file.getInputStream(entry)) {
          if (nested && entry.getName().endsWith(".jar")) {
            addNested(new ZipInputStream(in));
          } else {
            add(entry, in);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void addNested(ZipInputStream nested) throws IOException {
    for (ZipEntry entry = nested.getNextEntry(); entry != null; entry = nested.getNextEntry()) {
      add(entry, nested);
    }
  }

  private void add(ZipEntry entry, InputStream in) throws IOException {
    String name = entry.getName();
    if (name.endsWith(CLASS)) {
      files.put(name.substring(0, name.length() - CLASS.length()), in.readAllBytes());
    }
  }

  /** The names of the classes for which this holds. */
  Stream<String> names(Predicate<String> which) {
    return files.keySet().stream().filter(which);
  }

  /** The file of a class, here or in the JDK. */
  Optional<byte[]> find(String name) {
    byte[] here = files.get(name);
    return here == null ? inJdk(name) : Optional.of(here);
  }

  private static Optional<byte[]> inJdk(String name) {
    try (InputStream in = ClassLoader.getPlatformClassLoader().getResourceAsStream(name + CLASS)) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
