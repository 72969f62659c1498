package io.weir.internal.server;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Starts what the filters need when the application starts, and ends it with the application. */
final class Start implements ServletContextListener {

  private final List<FilterKind.Plan> plans;
  private final Deque<Runnable> ends = new ArrayDeque<>();

  Start(List<FilterKind.Plan> plans) {
    this.plans = List.copyOf(plans);
  }

  @Override
  public void contextInitialized(ServletContextEvent event) {
    try {
      for (FilterKind.Plan plan : plans) {
        ends.push(plan.start(event.getServletContext()));
      }
    } catch (ServletException | RuntimeException e) {
      contextDestroyed(event);
      throw new IllegalStateException("Weir cannot start: " + e.getMessage(), e);
    }
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    while (!ends.isEmpty()) {
      ends.pop().run();
    }
  }
}
