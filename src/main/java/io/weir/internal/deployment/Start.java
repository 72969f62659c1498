package io.weir.internal.deployment;

import io.weir.secrets.Secrets;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Starts what the filters need when the application starts, and ends it with the application. */
final class Start implements ServletContextListener {

  private final List<FilterKind.Plan> plans;
  private final Optional<Entrance> entrance;
  private final Secrets secrets;
  private final Deque<Runnable> ends = new ArrayDeque<>();

  Start(List<FilterKind.Plan> plans, Optional<Entrance> entrance, Secrets secrets) {
    this.plans = List.copyOf(plans);
    this.entrance = entrance;
    this.secrets = secrets;
    ends.push(secrets::close);
  }

  @Override
  public void contextInitialized(ServletContextEvent event) {
    try {
      secrets.keepFresh();
      for (FilterKind.Plan plan : plans) {
        ends.push(plan.start(event.getServletContext()));
      }
      entrance.ifPresent(this::letIn);
    } catch (ServletException | RuntimeException e) {
      contextDestroyed(event);
      throw new IllegalStateException("Weir cannot start: " + e.getMessage(), e);
    }
  }

  private void letIn(Entrance where) {
    List<Filter> early =
        plans.stream().flatMap(plan -> plan.beforeAuthentication().stream()).toList();
    if (!early.isEmpty()) {
      where.open(new EarlyFilters(early));
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
