package io.weir;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * Says by what a request counts, where no key of the rule language does: {@code per
 * class:com.example.Tenant}.
 *
 * <p>An implementation belongs to the application. It is a CDI bean, or has a public constructor
 * without parameters; it is made once, at the first request that its rule meets, and asked by many
 * threads.
 */
@FunctionalInterface
public interface KeyResolver {

  /**
   * The text by which the request counts: those of equal text share one count. Nothing exempts the
   * request from the rule.
   *
   * <p>An exception, or null, is told in the log, and the request counts by its address.
   *
   * @param request whose body is not to be read
   */
  Optional<String> keyOf(HttpServletRequest request);
}
