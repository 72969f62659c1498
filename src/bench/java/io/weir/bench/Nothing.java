package io.weir.bench;

import java.lang.reflect.Proxy;

/** Stands for what a benchmark does not need. */
final class Nothing {

  private Nothing() {}

  /** An object whose every method fails, so that none is part of a figure unseen. */
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
