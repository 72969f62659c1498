package io.weir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The house of this copy of the jar: opened by its first guest, closed behind its last one. All
 * filters of an application, and all applications of an EAR that carries the jar in its {@code
 * lib}, live in the same one.
 */
final class IsolatedRuntime {

  private static final String JARS = "/META-INF/weir/";

  /** Null on a plain class path, where the rooms stand beside the front door. */
  private static @Nullable NestedJarClassLoader loader;

  private static int guests;

  private IsolatedRuntime() {}

  static synchronized RuntimeReference enter() {
    if (guests == 0) {
      loader = open();
    }
    guests++;
    return new RuntimeReference(loader == null ? IsolatedRuntime.class.getClassLoader() : loader);
  }

  static synchronized void leave() {
    guests--;
    if (guests == 0 && loader != null) {
      loader.close();
      loader = null;
    }
  }

  private static @Nullable NestedJarClassLoader open() {
    // Streams, not files: WildFly serves the jar from vfs:, where a nested jar has no path.
    try (InputStream names = IsolatedRuntime.class.getResourceAsStream(JARS + "jars")) {
      if (names == null) {
        return null;
      }
      List<String> jars =
          new BufferedReader(new InputStreamReader(names, StandardCharsets.UTF_8))
              .lines()
              .map(name -> JARS + name)
              .toList();
      return new NestedJarClassLoader(IsolatedRuntime.class, jars);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Weir cannot unpack its jars into %s: %s"
              .formatted(System.getProperty("java.io.tmpdir"), e.getMessage()),
          e);
    }
  }
}
