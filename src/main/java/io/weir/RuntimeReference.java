package io.weir;

import jakarta.servlet.ServletException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Keeps the {@link IsolatedRuntime} open until it is closed. */
final class RuntimeReference implements AutoCloseable {

  private final ClassLoader loader;
  private final AtomicBoolean closed = new AtomicBoolean();

  RuntimeReference(ClassLoader loader) {
    this.loader = loader;
  }

  /**
   * Creates an instance of a class of the runtime.
   *
   * @param type an interface that both class loaders get from the same place
   * @param name the class that implements it
   */
  <T> T newInstance(Class<T> type, String name) throws ServletException {
    try {
      return type.cast(loader.loadClass(name).getDeclaredConstructor().newInstance());
    } catch (ReflectiveOperationException e) {
      throw new ServletException("Weir's jar is incomplete: no " + name, e);
    }
  }

  /** Releases the runtime. Only the first call has an effect. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      IsolatedRuntime.release();
    }
  }
}
