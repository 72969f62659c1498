package io.weir.internal.container;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** A method of the server, called by reflection. */
record ServerMethod(Method method) {

  static ServerMethod of(Class<?> type, String name, Class<?>... parameters)
      throws NoSuchMethodException {
    return new ServerMethod(type.getMethod(name, parameters));
  }

  /** One that the server does not let everybody call. */
  static ServerMethod ofProtected(Class<?> type, String name, Class<?>... parameters)
      throws NoSuchMethodException {
    Method method = type.getDeclaredMethod(name, parameters);
    method.setAccessible(true);
    return new ServerMethod(method);
  }

  Class<?> answer() {
    return method.getReturnType();
  }

  /** Calls it where it throws nothing that the caller must handle. */
  @Nullable Object call(@Nullable Object target, @Nullable Object... arguments) {
    try {
      return ask(target, arguments);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Calls it where it may fail. */
  @Nullable Object ask(@Nullable Object target, @Nullable Object... arguments) throws IOException {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      if (e.getTargetException() instanceof IOException broken) {
        throw broken;
      }
      if (e.getTargetException() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getTargetException());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
