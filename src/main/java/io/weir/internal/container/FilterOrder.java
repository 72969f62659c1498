package io.weir.internal.container;

import jakarta.servlet.ServletContext;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The order in which a request meets the filters of an application. A mapping before the declared
 * ones is first or last among others of that kind, depending on the server and on the order in
 * which it runs initializers. So the order is established after all of them have run.
 *
 * @param mappings the server's own list: one element for each filter-mapping, or for each of its
 *     dispatchers
 */
public record FilterOrder(List<Object> mappings) {

  private static final String UNDERTOW = "io.undertow.servlet.spec.ServletContextImpl";

  /** The order on WildFly, Payara and Tomcat; empty if the server does not tell it. */
  @SuppressWarnings("unchecked")
  public static Optional<FilterOrder> of(ServletContext context) {
    try {
      Object found =
          context.getClass().getName().equals(UNDERTOW)
              ? read(call(call(context, "getDeployment"), "getDeploymentInfo"), "filterUrlMappings")
              : call(read(read(context, "context"), "context"), "findFilterMaps");
      // Tomcat returns its array, Payara its list: to sort them is to sort the filters.
      FilterOrder order =
          new FilterOrder(
              found instanceof Object[] array ? Arrays.asList(array) : (List<Object>) found);
      order.names();
      return Optional.of(order);
    } catch (ReflectiveOperationException | RuntimeException ofAnotherVersion) {
      return Optional.empty();
    }
  }

  /** Moves all mappings of these filters before those of others. */
  public void putFirst(List<String> filters) {
    mappings.sort(Comparator.comparingInt(mapping -> place(name(mapping), filters)));
  }

  private static int place(String name, List<String> filters) {
    int place = filters.indexOf(name);
    return place < 0 ? filters.size() : place;
  }

  /** The names of the filters, each where it is mapped first. */
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    mappings.forEach(mapping -> names.add(name(mapping)));
    return names;
  }

  private static String name(Object mapping) {
    try {
      return (String) call(mapping, "getFilterName");
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object call(Object target, String method) throws ReflectiveOperationException {
    return target.getClass().getMethod(method).invoke(target);
  }

  private static Object read(Object owner, String name) throws ReflectiveOperationException {
    Field field = FieldInterceptor.field(owner.getClass(), name);
    field.setAccessible(true);
    return field.get(owner);
  }
}
