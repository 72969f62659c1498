package io.weir.internal.deployment;

import io.weir.internal.container.PreAuthenticationHook;
import io.weir.internal.events.ApplicationEvents;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Starts the filters when the application starts, and ends them with the application. */
final class LifecycleListener implements ServletContextListener {

  private final DeploymentCheck check;
  private final FilterPlaces places;
  private final @Nullable PreAuthenticationHook hook;
  private final ApplicationSecrets secrets;
  private final ApplicationUpstreams upstreams;
  private final List<ApplicationObserver> observers;

  private final ApplicationEvents events = new ApplicationEvents(InstantSource.system());

  /** What ends everything that was started, the last one first. */
  private final Deque<Runnable> ends = new ArrayDeque<>();

  LifecycleListener(
      DeploymentCheck check,
      FilterPlaces places,
      @Nullable PreAuthenticationHook hook,
      ApplicationSecrets secrets,
      ApplicationUpstreams upstreams,
      List<ApplicationObserver> observers) {
    this.check = check;
    this.places = places;
    this.hook = hook;
    this.secrets = secrets;
    this.upstreams = upstreams;
    this.observers = List.copyOf(observers);
    ends.push(secrets::close);
  }

  @Override
  public void contextInitialized(ServletContextEvent event) {
    try {
      secrets.startRefresh();
      places.establish();
      List<RunningFilter> running = start(event.getServletContext());
      ends.push(upstreams::close);
      upstreams.start(running);
      ObservedApplication observed =
          new ObservedApplication(
              event.getServletContext().getContextPath(),
              events,
              running,
              sections(),
              secrets::ages);
      for (ApplicationObserver observer : observers) {
        ends.push(observer::close);
        observer.start(observed);
      }
      running.forEach(one -> one.observe(observed));
      secrets.observe(events);
      List<Filter> early =
          running.stream().flatMap(one -> one.beforeAuthentication().stream()).toList();
      if (hook != null && !early.isEmpty()) {
        hook.open(new PreAuthenticationFilters(early));
        ends.push(hook::close);
        running.forEach(RunningFilter::hooked);
      }
    } catch (RuntimeException e) {
      contextDestroyed(event);
      throw new IllegalStateException("Weir cannot start: " + e.getMessage(), e);
    }
  }

  private List<StatusSection> sections() {
    Stream<Map<String, String>> places =
        Stream.of(
                check.wanted().stream().map(candidate -> candidate.settings().places()),
                observers.stream().map(ApplicationObserver::places),
                Stream.of(secrets.places(), upstreams.places()))
            .flatMap(each -> each);
    return Stream.of(
            observers.stream().map(ApplicationObserver::section),
            Stream.of(secrets.section(), Optional.of(SettingPlaces.section(places))))
        .flatMap(each -> each)
        .flatMap(Optional::stream)
        .toList();
  }

  private List<RunningFilter> start(ServletContext context) {
    List<RunningFilter> started = new ArrayList<>();
    List<FilterSetup> setups = check.setups();
    for (int i = 0; i < setups.size(); i++) {
      RunningFilter running = setups.get(i).start(check.deployment(), events);
      ends.push(running::close);
      context.setAttribute(check.wanted().get(i).provider().attribute(), running);
      running.standsBehind(places.before(check.wanted().get(i)));
      started.add(running);
    }
    return started;
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    while (!ends.isEmpty()) {
      ends.pop().run();
    }
  }
}
