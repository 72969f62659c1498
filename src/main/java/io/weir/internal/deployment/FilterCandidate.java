package io.weir.internal.deployment;

import io.weir.internal.container.SocketSupport;
import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Settings;
import io.weir.internal.settings.SharedSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A kind of filter that an application may declare or configure.
 *
 * @param declared the filters of this kind that the application declares
 * @param settings of this filter, all read
 */
record FilterCandidate(
    FilterProvider provider,
    List<Deployment.DeclaredFilter> declared,
    Settings settings,
    FilterSetup setup) {

  static FilterCandidate of(FilterProvider provider, Deployment deployment, SharedSettings shared) {
    List<Deployment.DeclaredFilter> declared =
        deployment.filters().stream()
            .filter(filter -> filter.className().equals(provider.className()))
            .toList();
    Map<String, String> initParams = declared.isEmpty() ? Map.of() : declared.get(0).initParams();
    Settings settings = new Settings(provider.name(), initParams, shared);
    return new FilterCandidate(
        provider, declared, settings, provider.read(settings, deployment.contextPath()));
  }

  /** The names under which the filter is declared. */
  Stream<String> names() {
    return declared.stream().map(Deployment.DeclaredFilter::name);
  }

  boolean isWanted() {
    return !declared.isEmpty() || provider.isConfigured(settings);
  }

  /**
   * Every mistake of the settings.
   *
   * @param deployment the application that has them
   * @param hasHook whether the server has a hook before its authentication
   * @param sockets whether it lets Weir watch WebSockets
   */
  List<Mistake> mistakes(Deployment deployment, boolean hasHook, SocketSupport sockets) {
    List<Mistake> mistakes = new ArrayList<>(settings.check());
    mistakes.addAll(setup.mistakesIn(deployment));
    mistakes.addAll(setup.mistakesOn(sockets));
    if (!hasHook) {
      mistakes.addAll(setup.mistakesWithoutHook());
    }
    return mistakes;
  }
}
