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
 * deployment and not the first request, and registers the filters that are configured but not
 * declared.
 */
public final class WeirInitializer implements ServletContainerInitializer {

  /** The attribute of the application under which the house keeps its secrets. */
  private static final String SECRETS = "io.weir.secrets";

  /** Made by the container. */
  public WeirInitializer() {}

  @Override
  public void onStartup(@Nullable Set<Class<?>> none, ServletContext context)
      throws ServletException {
    RuntimeReference reference = IsolatedRuntime.enter();
    try {
      // Added first, so destroyed last: whatever the house registers leaves before the house
      // closes.
      context.addListener(new ReleaseListener(reference));
      reference
          .newInstance(
              ServletContainerInitializer.class, "io.weir.internal.deployment.DeploymentChecker")
          .onStartup(Set.of(), context);
      SecretRegistry.open(context.getClassLoader(), secrets(context));
    } catch (ServletException | RuntimeException | Error e) {
      SecretRegistry.close(context.getClassLoader());
      reference.close();
      throw e;
    }
  }

  /** What the house keeps for the application; also one without secrets is known by now. */
  private static Function<String, Optional<String>> secrets(ServletContext context) {
    if (context.getAttribute(SECRETS) instanceof Function<?, ?> secrets) {
      context.removeAttribute(SECRETS);
      return SecretRegistry.ofHouse(secrets);
    }
    return name -> Optional.empty();
  }

  /** The application leaves: so does its lease. */
  private record ReleaseListener(RuntimeReference reference) implements ServletContextListener {

    @Override
    public void contextDestroyed(ServletContextEvent event) {
      SecretRegistry.close(event.getServletContext().getClassLoader());
      reference.close();
    }
  }
}
