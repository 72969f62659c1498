package io.weir.bench;

import java.lang.reflect.Proxy;

/** Stand-ins for objects that a benchmark does not use. */
final class Nothing {

  private Nothing() {}

  /**
   * An object whose methods throw, so that no call goes unnoticed. It belongs to no application,
   * which Weir asks of the innermost request.
   */
  static <T> T of(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              if (method.getName().equals("getServletContext")) {
                return null;
              }
              throw new UnsupportedOperationException(method.toString());
            }));
  }
}
