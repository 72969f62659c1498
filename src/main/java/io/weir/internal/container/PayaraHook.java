package io.weir.internal.container;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Hook for Payara, around the pipeline of the application. The first valve of the pipeline
 * authenticates, the last one (the basic valve) serves. The server needs no configuration.
 *
 * <pre>
 *   host → [ early filter → pipeline: authenticator → [ mark → basic valve: filters, servlet ] ]
 * </pre>
 */
final class PayaraHook implements PreAuthenticationHook {

  private static final String CATALINA = "org.apache.catalina.";
  private static final String FACADE = CATALINA + "core.ApplicationContextFacade";

  private final FieldInterceptor pipeline;
  private final FieldInterceptor basic;
  private final Method request;
  private final Method response;

  private PayaraHook(Object application) throws ReflectiveOperationException {
    pipeline = new FieldInterceptor(application, "pipeline");
    basic = new FieldInterceptor(pipeline.original(), "basic");
    ClassLoader server = pipeline.original().getClass().getClassLoader();
    Class<?> requests = Class.forName(CATALINA + "Request", false, server);
    Class<?> responses = Class.forName(CATALINA + "Response", false, server);
    request = requests.getMethod("getRequest");
    response = responses.getMethod("getResponse");
    // Under another name, the calls would pass by the filter.
    pipeline.original().getClass().getMethod("invoke", requests, responses);
    basic.original().getClass().getMethod("invoke", requests, responses);
  }

  /**
   * The hook of an application on Payara; empty on another server, or if this version of Payara is
   * built differently.
   */
  static Optional<PreAuthenticationHook> of(ServletContext context) {
    if (!context.getClass().getName().equals(FACADE)) {
      return Optional.empty();
    }
    try {
      Object behindFacade = new FieldInterceptor(context, "context").original();
      return Optional.of(new PayaraHook(new FieldInterceptor(behindFacade, "context").original()));
    } catch (ReflectiveOperationException | RuntimeException ofAnotherVersion) {
      return Optional.empty();
    }
  }

  @Override
  public void open(Filter early) {
    try {
      basic.replace(this::serve);
      pipeline.replace((method, arguments) -> enter(early, method, arguments));
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      pipeline.restore();
      basic.restore();
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private @Nullable Object enter(Filter early, Method method, Object[] arguments) throws Throwable {
    if (isOfRequest(method, arguments)) {
      early.doFilter(
          (ServletRequest) request.invoke(arguments[0]),
          (ServletResponse) response.invoke(arguments[1]),
          rest(method, arguments));
      return null;
    }
    if (method.getName().equals("hasNonBasicValves")) {
      return true; // Otherwise the host would skip the pipeline (StandardHostValve.invoke).
    }
    return pipeline.call(method, arguments);
  }

  private @Nullable Object serve(Method method, Object[] arguments) throws Throwable {
    if (isOfRequest(method, arguments)) {
      ((ServletRequest) request.invoke(arguments[0])).setAttribute(LET_THROUGH, true);
    }
    return basic.call(method, arguments);
  }

  private static boolean isOfRequest(Method method, Object[] arguments) {
    return method.getName().equals("invoke") && arguments.length == 2;
  }

  private FilterChain rest(Method method, Object[] arguments) {
    return (same, too) -> {
      try {
        pipeline.call(method, arguments);
      } catch (IOException | ServletException | RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new ServletException(e);
      }
    };
  }
}
