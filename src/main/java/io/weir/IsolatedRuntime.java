package io.weir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The class loader with Weir's implementation and its libraries, isolated from the application. The
 * first reference opens it, the last one closes it. All filters of an application share one, and so
 * do all applications of an EAR with the jar in its {@code lib}.
 */
final class IsolatedRuntime {

  private static final String JARS = "/META-INF/weir/";

  /** Null on a plain class path, which contains the implementation itself. */
  private static @Nullable NestedJarClassLoader loader;

  private static int references;

  private IsolatedRuntime() {}

  /** A reference, which keeps the runtime open until it is closed. */
  static synchronized RuntimeReference acquire() {
    if (references == 0) {
      loader = open();
    }
    references++;
    return new RuntimeReference(loader == null ? IsolatedRuntime.class.getClassLoader() : loader);
  }

  /** Called by each reference once. */
  static synchronized void release() {
    references--;
    if (references == 0 && loader != null) {
      loader.close();
      loader = null;
      forgetLastRecord();
    }
  }

  /**
   * Makes the JDK forget the closed class loader. JDK 17 keeps in a static method handle the class
   * of the last record whose {@code equals} it linked (ObjectMethods, by the cache of asType). This
   * links one for a class of the JDK in its place.
   */
  private static void forgetLastRecord() {
    try {
      ObjectMethods.bootstrap(
          MethodHandles.lookup(),
          "equals",
          MethodType.methodType(boolean.class, String.class, Object.class),
          String.class,
          "");
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static @Nullable NestedJarClassLoader open() {
    // Streams instead of files: WildFly serves the jar from vfs:, where a nested jar has no path.
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
