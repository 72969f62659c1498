package io.weir.internal.container;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the object in a field of the server by a proxy. The proxy has the interfaces of the
 * object, and its class belongs to the class loader of the server: after {@link #restore()} the
 * server holds no reference to Weir.
 */
final class FieldInterceptor {

  private final Object owner;
  private final Field field;
  private final Object original;

  /**
   * Finds the field.
   *
   * @param name of the field; a superclass of the owner may declare it
   */
  FieldInterceptor(Object owner, String name) throws ReflectiveOperationException {
    this.owner = owner;
    field = field(owner.getClass(), name);
    field.setAccessible(true);
    Object there = field.get(owner);
    if (there == null) {
      throw new NoSuchFieldException(name);
    }
    original = there;
  }

  static Field field(Class<?> of, String name) throws NoSuchFieldException {
    for (Class<?> type = of; type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (field.getName().equals(name)) {
          return field;
        }
      }
    }
    throw new NoSuchFieldException(name);
  }

  /** The object that the proxy replaces. */
  Object original() {
    return original;
  }

  /** Sends all calls of the original object here. */
  void replace(Calls calls) throws IllegalAccessException {
    field.set(
        owner,
        Proxy.newProxyInstance(
            original.getClass().getClassLoader(),
            interfaces().toArray(Class<?>[]::new),
            (proxy, method, arguments) ->
                calls.answer(method, arguments == null ? new Object[0] : arguments)));
  }

  /** Puts the original object back. */
  void restore() throws IllegalAccessException {
    field.set(owner, original);
  }

  private Set<Class<?>> interfaces() {
    Set<Class<?>> all = new LinkedHashSet<>();
    for (Class<?> type = original.getClass(); type != null; type = type.getSuperclass()) {
      all.addAll(Set.of(type.getInterfaces()));
    }
    return all;
  }

  /** Calls the original object, and throws its exceptions unwrapped. */
  @Nullable Object call(Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(original, arguments);
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }

  /** Answers in place of the original object. */
  interface Calls {

    @Nullable Object answer(Method method, Object[] arguments) throws Throwable;
  }
}
