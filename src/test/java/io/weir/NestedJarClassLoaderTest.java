package io.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Unpacked jars are code: nobody but the user of the JVM may change them. */
class NestedJarClassLoaderTest {

  private static final String NESTED = "/META-INF/weir/library.jar";

  @TempDir private Path application;

  /** A class of the application, beside the nested jars. */
  static final class Anchor {}

  @BeforeEach
  void packNestedJar() throws IOException {
    Path jar = application.resolve(NESTED.substring(1));
    Files.createDirectories(jar.getParent());
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      entries.putNextEntry(new ZipEntry("library.txt"));
      entries.write('x');
    }
    String file = Anchor.class.getName().replace('.', '/') + ".class";
    Files.createDirectories(application.resolve(file).getParent());
    try (InputStream code = Anchor.class.getResourceAsStream("/" + file)) {
      Files.copy(code, application.resolve(file));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void an_unpacked_jar_belongs_to_the_user_of_the_jvm_alone_and_has_no_name() throws Exception {
    List<Path> before = foldersOfWeir();
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {application.toUri().toURL()}, null)) {
      Class<?> anchor = loader.loadClass(Anchor.class.getName());
      try (NestedJarClassLoader nested = new NestedJarClassLoader(anchor, List.of(NESTED))) {
        try (InputStream in = nested.getResourceAsStream("library.txt")) {
          assertThat(in).hasContent("x");
        }
        assertThat(openJars()).isNotEmpty();
        for (Path jar : openJars()) {
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(jar)))
              .isEqualTo("rw-------");
        }
        assertThat(foldersOfWeir()).isEqualTo(before);
      }
      assertThatThrownBy(() -> new NestedJarClassLoader(anchor, List.of(NESTED, "/no.jar")))
          .hasMessage("Weir's jar is incomplete: no /no.jar");
      assertThat(openJars()).isEmpty();
      assertThat(foldersOfWeir()).isEqualTo(before);
    }
  }

  private static List<Path> foldersOfWeir() throws IOException {
    try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return all.filter(one -> one.getFileName().toString().startsWith("weir-")).sorted().toList();
    }
  }

  /** The jars that this process has open, though their names are gone. */
  private static List<Path> openJars() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(NestedJarClassLoaderTest::isDeletedJar).toList();
    }
  }

  private static boolean isDeletedJar(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor)
          .toString()
          .matches(".*/weir-[0-9]+\\.jar \\(deleted\\)");
    } catch (IOException e) {
      return false; // Closed meanwhile.
    }
  }
}
