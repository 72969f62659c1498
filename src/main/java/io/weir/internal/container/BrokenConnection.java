package io.weir.internal.container;

import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Recognises a failure of the client's connection. An {@link IOException} alone does not prove it:
 * it may come from a file, or from another server that the application calls. A class of the
 * server's streams in its stack trace does.
 */
public final class BrokenConnection {

  private static final Set<String> STREAMS =
      Set.of(
          "org.apache.catalina.connector.InputBuffer",
          "org.apache.catalina.connector.OutputBuffer",
          "io.undertow.servlet.spec.ServletInputStreamImpl",
          "io.undertow.servlet.spec.ServletOutputStreamImpl");

  private BrokenConnection() {}

  /** Whether the failure, or one of its causes, comes from the connection. */
  public static boolean caused(@Nullable Throwable failure) {
    for (Throwable one = failure; one != null; one = one.getCause()) {
      if (one instanceof IOException && isOfStream(one)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOfStream(Throwable failure) {
    return Arrays.stream(failure.getStackTrace())
        .anyMatch(frame -> STREAMS.contains(frame.getClassName()));
  }
}
