package io.weir.internal.deployment;

import io.weir.internal.container.PreAuthenticationHook;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Starts what the filters need when the application starts, and ends it with the application. */
final class LifecycleListener implements ServletContextListener {

  private final List<FilterProvider.FilterSetup> plans;
  private final Optional<PreAuthenticationHook> entrance;
  private final ApplicationSecrets secrets;
  private final Deque<Runnable> ends = new ArrayDeque<>();

  LifecycleListener(
      List<FilterProvider.FilterSetup> plans,
      Optional<PreAuthenticationHook> entrance,
      ApplicationSecrets secrets) {
    this.plans = List.copyOf(plans);
    this.entrance = entrance;
    this.secrets = secrets;
    ends.push(secrets::close);
  }

  @Override
  public void contextInitialized(ServletContextEvent event) {
    try {
      secrets.startRefresh();
      for (FilterProvider.FilterSetup setup : plans) {
        ends.push(setup.start(event.getServletContext()));
      }
      entrance.ifPresent(this::letIn);
    } catch (ServletException | RuntimeException e) {
      contextDestroyed(event);
      throw new IllegalStateException("Weir cannot start: " + e.getMessage(), e);
    }
  }

  private void letIn(PreAuthenticationHook where) {
    List<Filter> early =
        plans.stream().flatMap(setup -> setup.beforeAuthentication().stream()).toList();
    if (!early.isEmpty()) {
      where.open(new PreAuthenticationFilters(early));
      ends.push(where::close);
    }
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    while (!ends.isEmpty()) {
      ends.pop().run();
    }
  }
}
