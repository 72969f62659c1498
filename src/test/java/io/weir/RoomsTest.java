package io.weir;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.util.JavacTask;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each room of a filter can be left out, and what remains compiles. */
class RoomsTest {

  private static final Path SOURCES = Path.of("main", "java");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ratelimit",
        "cors",
        "validation",
        "breaker",
        "budget",
        "upstream",
        "secrets",
        "status"
      })
  void what_remains_without_a_room_compiles(String room, @TempDir Path classes) throws IOException {
    assertThat(errorsWithout(SOURCES.resolve(Path.of("io", "weir", room)), classes)).isEmpty();
  }

  /** Shows that the test above can fail: every room needs the inner rooms. */
  @Test
  void what_remains_without_the_inner_rooms_does_not_compile(@TempDir Path classes)
      throws IOException {
    assertThat(errorsWithout(SOURCES.resolve(Path.of("io", "weir", "internal")), classes))
        .isNotEmpty();
  }

  private static List<String> errorsWithout(Path room, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(found, null, null);
        Stream<Path> sources = Files.walk(SOURCES)) {
      List<Path> remaining =
          sources
              .filter(path -> path.toString().endsWith(".java") && !path.startsWith(room))
              .toList();
      // Only libraries: the classes of the room, which Maven has compiled, must not be found.
      List<String> options =
          List.of("-proc:none", "-implicit:none", "-d", classes.toString(), "-cp", libraries());
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, found, options, null, files.getJavaFileObjectsFromPaths(remaining));
      task.analyze(); // Finds every error; class files would take as long again.
    }
    return found.getDiagnostics().stream()
        .filter(one -> one.getKind() == Diagnostic.Kind.ERROR)
        .map(Object::toString)
        .toList();
  }

  private static String libraries() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.endsWith(".jar"))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
