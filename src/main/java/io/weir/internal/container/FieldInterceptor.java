package io.weir.internal.container;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A field of a server's object, in which something of Weir may take the place of what was there. It
 * is called by interfaces of the server, and its class belongs to the server's own loader: nothing
 * of Weir stays when it is taken out.
 */
final class FieldInterceptor {

  private final Object owner;
  private final Field field;
  private final Object original;

  /**
   * Finds it.
   *
   * @param name of the field, whichever class of the owner declares it
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

  private static Field field(Class<?> of, String name) throws NoSuchFieldException {
    for (Class<?> type = of; type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (field.getName().equals(name)) {
          return field;
        }
      }
    }
    throw new NoSuchFieldException(name);
  }

  /** What was there. */
  Object original() {
    return original;
  }

  /** Has everybody who calls what was there call this. */
  void replace(Calls calls) throws IllegalAccessException {
    field.set(
        owner,
        Proxy.newProxyInstance(
            original.getClass().getClassLoader(),
            interfaces().toArray(Class<?>[]::new),
            (proxy, method, arguments) ->
                calls.answer(method, arguments == null ? new Object[0] : arguments)));
  }

  /** Puts back what was there. */
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

  /** Calls what was there, whose exceptions are thrown as they are. */
  @Nullable Object call(Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(original, arguments);
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }

  /** Answers in place of what was there. */
  interface Calls {

    @Nullable Object answer(Method method, Object[] arguments) throws Throwable;
  }
}
