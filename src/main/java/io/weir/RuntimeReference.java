package io.weir;

import jakarta.servlet.ServletException;
import java.util.concurrent.atomic.AtomicBoolean;

/** One guest's stay in the house. */
final class RuntimeReference implements AutoCloseable {

  private final ClassLoader house;
  private final AtomicBoolean over = new AtomicBoolean();

  RuntimeReference(ClassLoader house) {
    this.house = house;
  }

  /**
   * Makes what lives in a room.
   *
   * @param seam the standard interface by which it is known on both sides
   * @param name its class, in the house
   */
  <T> T newInstance(Class<T> seam, String name) throws ServletException {
    try {
      return seam.cast(house.loadClass(name).getDeclaredConstructor().newInstance());
    } catch (ReflectiveOperationException e) {
      throw new ServletException("Weir's jar is incomplete: no " + name, e);
    }
  }

  /** Ends the stay; once, however often it is called. */
  @Override
  public void close() {
    if (over.compareAndSet(false, true)) {
      IsolatedRuntime.leave();
    }
  }
}
