package io.weir.bench;

import jakarta.servlet.ServletContext;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.Map;

/** An application without a server. */
public final class Application {

  private Application() {}

  /** What settings are read from. */
  public static ServletContext with(Map<String, String> contextParams) {
    InvocationHandler answers =
        (self, method, arguments) ->
            switch (method.getName()) {
              case "getInitParameterNames" -> Collections.enumeration(contextParams.keySet());
              case "getInitParameter" -> contextParams.get(arguments[0]);
              default -> throw new UnsupportedOperationException(method.toString());
            };
    return (ServletContext)
        Proxy.newProxyInstance(
            Application.class.getClassLoader(), new Class<?>[] {ServletContext.class}, answers);
  }
}
