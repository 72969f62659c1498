package io.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Unpacked jars are code: nobody but the user of the JVM may change them. */
class NestedJarClassLoaderTest {

  private static final String NESTED = "/META-INF/weir/library.jar";

  @TempDir private Path application;
  @TempDir private Path folder;

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

  /** As Payara does, which keeps every resource that it is asked for. */
  private static final class Keeping extends URLClassLoader {

    private final List<String> kept = new ArrayList<>();

    Keeping(Path jar) throws IOException {
      super(new URL[] {jar.toUri().toURL()}, null);
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
      kept.add(name);
      return super.getResourceAsStream(name);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"weir.jar", "weir 100%+ä#;!.jar"})
  void a_nested_jar_in_a_jar_is_not_asked_of_the_class_loader(String name) throws Exception {
    Path jar = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      for (String entry :
          List.of(NESTED.substring(1), Anchor.class.getName().replace('.', '/') + ".class")) {
        entries.putNextEntry(new ZipEntry(entry));
        Files.copy(application.resolve(entry), entries);
      }
    }
    try (Keeping loader = new Keeping(jar)) {
      Class<?> anchor = loader.loadClass(Anchor.class.getName());
      try (NestedJarClassLoader nested = new NestedJarClassLoader(anchor, List.of(NESTED));
          InputStream in = nested.getResourceAsStream("library.txt")) {
        assertThat(in).hasContent("x");
      }
      assertThatThrownBy(() -> new NestedJarClassLoader(anchor, List.of("/no.jar")))
          .hasMessage("Weir's jar is incomplete: no /no.jar");
      assertThat(loader.kept).isEmpty();
    }
    // Nothing has it open any more, which Windows would not allow.
    assertThat(openFiles()).doesNotContain(jar);
  }

  private static List<Path> openFiles() throws IOException {
    List<Path> open = new ArrayList<>();
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      for (Path descriptor : all.toList()) {
        try {
          open.add(Files.readSymbolicLink(descriptor));
        } catch (NoSuchFileException closedMeanwhile) {
          // No longer open.
        }
      }
    }
    return open;
  }

  /** Other test JVMs have theirs at the same time. */
  private static List<Path> foldersOfWeir() throws IOException {
    String prefix = "weir-%s-".formatted(ProcessHandle.current().pid());
    try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return all.filter(one -> one.getFileName().toString().startsWith(prefix)).sorted().toList();
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
