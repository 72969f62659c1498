package io.weir.internal.server;

import io.weir.secrets.Secrets;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Starts what the filters need when the application starts, and ends it with the application. */
final class Start implements ServletContextListener {

  private final List<FilterKind.Plan> plans;
  private final Secrets secrets;
  private final Deque<Runnable> ends = new ArrayDeque<>();

  Start(List<FilterKind.Plan> plans, Secrets secrets) {
    this.plans = List.copyOf(plans);
    this.secrets = secrets;
  }

  @Override
  public void contextInitialized(ServletContextEvent event) {
    try {
      ends.push(secrets::close);
      secrets.keepFresh();
      plans.forEach(plan -> ends.push(plan.start()));
    } catch (RuntimeException e) {
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
