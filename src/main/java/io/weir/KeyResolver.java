package io.weir;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * Computes the key by which a request is counted, where no key of the rule language suffices:
 * {@code per class:com.example.Tenant}.
 *
 * <p>The application implements it, as a CDI bean or as a class with a public constructor without
 * parameters. Weir creates one instance, with the first request that matches the rule, and calls it
 * from many threads.
 */
@FunctionalInterface
public interface KeyResolver {

  /**
   * The key of a request. Requests with equal keys are counted together; a request without a key is
   * exempt from the rule.
   *
   * <p>After an exception, or null, Weir logs a warning and counts the request by its address.
   *
   * @param request the request; its body must not be read
   */
  Optional<String> keyOf(HttpServletRequest request);
}
