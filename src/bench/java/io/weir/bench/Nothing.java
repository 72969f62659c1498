package io.weir.bench;

import java.lang.reflect.Proxy;

/** Stand-ins for objects that a benchmark does not use. */
final class Nothing {

  private Nothing() {}

  /** An object whose methods all throw, so that no call goes unnoticed. */
  static <T> T of(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              throw new UnsupportedOperationException(method.toString());
            }));
  }
}
