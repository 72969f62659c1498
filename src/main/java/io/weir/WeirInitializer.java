package io.weir;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Checks every setting while the application is being deployed, so that a mistake stops the
 * deployment instead of the first request. Registers the filters that are configured but not
 * declared.
 */
public final class WeirInitializer implements ServletContainerInitializer {

  /** The context attribute by which the isolated runtime passes the application's secrets. */
  private static final String SECRETS = "io.weir.secrets";

  /** The same for the services that the application calls. */
  private static final String UPSTREAMS = "io.weir.upstreams";

  /** Created by the container. */
  public WeirInitializer() {}

  @Override
  public void onStartup(@Nullable Set<Class<?>> none, ServletContext context)
      throws ServletException {
    RuntimeReference reference = IsolatedRuntime.acquire();
    try {
      // The listener that is added first is destroyed last: after everything in the runtime.
      context.addListener(new ReleaseListener(reference, context.getClassLoader()));
      reference
          .newInstance(
              ServletContainerInitializer.class, "io.weir.internal.deployment.DeploymentChecker")
          .onStartup(Set.of(), context);
      SecretRegistry.open(context.getClassLoader(), secrets(context));
      if (context.getAttribute(UPSTREAMS) instanceof Function<?, ?> upstreams) {
        context.removeAttribute(UPSTREAMS);
        UpstreamRegistry.open(context.getClassLoader(), SecretRegistry.typed(upstreams));
      }
    } catch (ServletException | RuntimeException | Error e) {
      SecretRegistry.close(context.getClassLoader());
      reference.close();
      throw e;
    }
  }

  /** The application's secrets; an application without secrets is registered too. */
  private static Function<String, Optional<String>> secrets(ServletContext context) {
    if (context.getAttribute(SECRETS) instanceof Function<?, ?> secrets) {
      context.removeAttribute(SECRETS);
      return SecretRegistry.typed(secrets);
    }
    return name -> Optional.empty();
  }

  /**
   * Releases the runtime when the application is undeployed.
   *
   * @param application its class loader, for which Payara 5 does not let such a listener ask the
   *     context (Servlet 4.0, section 4.4)
   */
  private record ReleaseListener(RuntimeReference reference, ClassLoader application)
      implements ServletContextListener {

    @Override
    public void contextDestroyed(ServletContextEvent event) {
      SecretRegistry.close(application);
      UpstreamRegistry.close(application);
      reference.close();
    }
  }
}
