package io.weir.internal.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.deployment.Deployment.DeclaredFilter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunningDeploymentTest {

  /** An object of a server that answers each method by its name, and all others with null. */
  private static <T> T answering(Class<T> type, Map<String, Object> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> answers.get(method.getName())));
  }

  @Test
  void a_mapping_to_a_servlet_has_no_pattern() throws Exception {
    FilterRegistration filter =
        answering(
            FilterRegistration.class,
            Map.of(
                "getName",
                "log",
                "getInitParameters",
                Map.of(),
                "getUrlPatternMappings",
                Arrays.asList(null, "/a")));
    ServletContext context =
        answering(
            ServletContext.class,
            Map.of(
                "getContextPath",
                "/app",
                "getClassLoader",
                RunningDeploymentTest.class.getClassLoader(),
                "getInitParameterNames",
                Collections.emptyEnumeration(),
                "getFilterRegistrations",
                Map.of("log", filter)));

    assertThat(RunningDeployment.of(context).filters())
        .containsExactly(new DeclaredFilter("log", "", Map.of(), Set.of("/a")));
  }
}
