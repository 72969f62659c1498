package io.weir.internal.container;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Objects of the server's interfaces. Their classes belong to the class loader of the server. */
final class ServerProxy {

  private ServerProxy() {}

  /** Answers a call. */
  @FunctionalInterface
  interface Calls {

    @Nullable Object answer(Method method, Object[] arguments) throws Throwable;
  }

  static Object of(Class<?> type, Calls calls) {
    return Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) -> {
          Object[] given = arguments == null ? new Object[0] : arguments;
          return method.getDeclaringClass() == Object.class
              ? ofObject(proxy, method, given)
              : calls.answer(method, given);
        });
  }

  private static Object ofObject(Object proxy, Method method, Object[] arguments) {
    return switch (method.getName()) {
      case "equals" -> proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> "filter of Weir";
    };
  }

  /** Calls an object of the server, and throws its exceptions unwrapped. */
  static @Nullable Object pass(Method method, Object target, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }
}
