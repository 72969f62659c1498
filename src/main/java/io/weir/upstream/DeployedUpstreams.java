package io.weir.upstream;

import io.weir.Upstream;
import io.weir.internal.counting.cluster.SharedCounting;
import io.weir.internal.deployment.ApplicationUpstreams;
import io.weir.internal.deployment.RunningFilter;
import io.weir.internal.secret.SecretReader;
import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Settings;
import io.weir.internal.settings.SharedSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The services of an application that is being deployed. */
final class DeployedUpstreams implements ApplicationUpstreams {

  private final Settings settings;
  private final UpstreamsPolicy policy;
  private @Nullable SharedCounting counting;
  private volatile @Nullable RunningUpstreams running;

  private DeployedUpstreams(Settings settings, UpstreamsPolicy policy) {
    this.settings = settings;
    this.policy = policy;
  }

  static DeployedUpstreams of(SharedSettings shared, String contextPath) {
    Settings settings = new Settings("upstream", Map.of(), shared);
    return new DeployedUpstreams(settings, UpstreamsPolicy.of(settings, contextPath));
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
    if (policy.services().isEmpty()) {
      return settings.mistakes().found(); // Mistakes of the cluster concern who uses it.
    }
    settings.mistakes().resolve(secrets);
    return settings.check();
  }

  @Override
  public Optional<Function<String, ?>> published() {
    return Optional.of(this::find);
  }

  private Upstream find(String name) {
    RunningUpstreams open = running;
    if (open == null) {
      throw new IllegalStateException(
          "the application has not started yet, or is being undeployed");
    }
    return open.find(name);
  }

  @Override
  public void start(List<RunningFilter> filters) {
    if (policy.hasLimits()) {
      counting = SharedCounting.join(policy.cluster().get());
    }
    running = RunningUpstreams.of(policy, filters, Optional.ofNullable(counting), Timing.real());
  }

  @Override
  public void close() {
    RunningUpstreams open = running;
    running = null;
    if (open != null) {
      open.close();
    }
    if (counting != null) {
      counting.leave();
      counting = null;
    }
  }
}
