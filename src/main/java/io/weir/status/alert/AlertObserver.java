package io.weir.status.alert;

import io.weir.internal.counting.cluster.SharedCounting;
import io.weir.internal.deployment.ApplicationObserver;
import io.weir.internal.deployment.LineStatus;
import io.weir.internal.deployment.ObservedApplication;
import io.weir.internal.deployment.StatusSection;
import io.weir.internal.secret.SecretReader;
import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Settings;
import io.weir.internal.settings.SharedSettings;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Sends the alerts of an application, if its settings say so. */
final class AlertObserver implements ApplicationObserver {

  private final Settings settings;
  private final AlertPolicy policy;

  /** What ends what was started, the last one first. */
  private final Deque<Runnable> ends = new ArrayDeque<>();

  private volatile Supplier<List<LineStatus>> lines = List::of;

  private AlertObserver(Settings settings, AlertPolicy policy) {
    this.settings = settings;
    this.policy = policy;
  }

  static AlertObserver of(SharedSettings shared, String contextPath) {
    Settings settings = new Settings("alerts", Map.of(), shared);
    return new AlertObserver(settings, AlertPolicy.of(settings, contextPath));
  }

  @Override
  public Set<String> names() {
    return settings.names();
  }

  @Override
  public Map<String, String> places() {
    return settings.places();
  }

  @Override
  public List<Mistake> check(SecretReader secrets) {
    if (!policy.isOn() && settings.mistakes().none()) {
      return List.of(); // Mistakes of the cluster concern who uses it.
    }
    settings.mistakes().resolve(secrets);
    return settings.check();
  }

  @Override
  public Optional<StatusSection> section() {
    return policy.isOn()
        ? Optional.of(new StatusSection("alerts", () -> lines.get()))
        : Optional.empty();
  }

  @Override
  public void start(ObservedApplication application) {
    if (!policy.isOn()) {
      return;
    }
    SharedCounting counting = SharedCounting.join(policy.cluster().get());
    ends.push(counting::leave);
    RunningAlerts running = RunningAlerts.of(policy, application, counting, InstantSource.system());
    ends.push(running::close);
    ends.push(application.events().listen(running::accept));
    running.start();
    ends.push(AlertsBean.register(running, application.events(), application.contextPath()));
    lines = running::lines;
  }

  @Override
  public void close() {
    while (!ends.isEmpty()) {
      ends.pop().run();
    }
  }
}
