package io.weir.upstream;

import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that has ended.
 *
 * @param value the answer of the service
 * @param failure what the call threw; null if it returned
 */
record Attempt<T extends @Nullable Object>(T value, @Nullable Exception failure, Result result) {

  /** What the call returned or threw. */
  T get() throws Exception {
    if (failure != null) {
      throw failure;
    }
    return value;
  }

  /** Frees the connection of an answer that nobody reads, because another attempt follows. */
  void discard() {
    Object body = value instanceof HttpResponse<?> response ? response.body() : value;
    if (body instanceof AutoCloseable open) {
      try {
        open.close();
      } catch (Exception e) {
        // The connection is broken, and nobody needs it.
      }
    }
  }
}
