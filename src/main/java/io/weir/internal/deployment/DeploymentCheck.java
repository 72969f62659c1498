package io.weir.internal.deployment;

import io.weir.internal.container.SocketSupport;
import io.weir.internal.secret.SecretReader;
import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.SharedSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Checks the settings and the declarations of all filters of an application. Works on plain values
 * and reads neither secrets nor files, until {@link #resolve} is called.
 *
 * @param wanted the filters that the application declares or configures, in the order in which a
 *     request meets them
 * @param names the full names of all settings of all filters
 */
record DeploymentCheck(
    Deployment deployment, SharedSettings shared, List<FilterCandidate> wanted, Set<String> names) {

  DeploymentCheck {
    wanted = List.copyOf(wanted);
    names = Set.copyOf(names);
  }

  /** Reads all settings of all filters. */
  static DeploymentCheck of(
      Deployment deployment, SharedSettings shared, Collection<FilterProvider> providers) {
    List<FilterCandidate> candidates =
        providers.stream()
            .sorted(Comparator.comparingInt(FilterProvider::order))
            .map(provider -> FilterCandidate.of(provider, deployment, shared))
            .toList();
    Set<String> names = new HashSet<>();
    candidates.forEach(candidate -> names.addAll(candidate.settings().names()));
    List<FilterCandidate> wanted = candidates.stream().filter(FilterCandidate::isWanted).toList();
    return new DeploymentCheck(deployment, shared, wanted, names);
  }

  /** Reads the secrets, files and addresses that the settings name, on this machine. */
  void resolve(SecretReader secrets) {
    wanted.forEach(candidate -> candidate.settings().mistakes().resolve(secrets));
  }

  /**
   * Every mistake of settings and declarations, each once.
   *
   * @param hasHook whether the server has a hook before its authentication
   * @param sockets whether it lets Weir watch WebSockets
   */
  List<Mistake> mistakes(boolean hasHook, SocketSupport sockets) {
    Set<Mistake> mistakes = new LinkedHashSet<>(DeclarationCheck.mistakesOfJars(deployment.jars()));
    for (FilterCandidate candidate : wanted) {
      for (Mistake mistake : candidate.mistakes(deployment, hasHook, sockets)) {
        mistakes.add(wanted.size() > 1 ? mistake.of(candidate.provider().filterName()) : mistake);
      }
      mistakes.addAll(
          DeclarationCheck.mistakes(
              candidate.provider(), candidate.declared(), deployment.webXml()));
    }
    mistakes.addAll(DeclarationCheck.mistakesOfOrder(wanted, deployment.webXml()));
    return List.copyOf(mistakes);
  }

  /** Context-params whose names begin like those of settings but are unknown. */
  List<Mistake> unknownContextParams(Set<String> otherNames) {
    return shared.unknownContextParams(allNames(otherNames));
  }

  /** Names in the configuration outside that begin like those of settings but are unknown. */
  Set<String> unknownOutside(Set<String> otherNames) {
    return shared.unknownOutside(allNames(otherNames));
  }

  private Set<String> allNames(Set<String> others) {
    Set<String> all = new HashSet<>(names);
    all.addAll(others);
    return all;
  }

  /** The filters that cannot start, for the first line of the message. */
  String who() {
    return wanted.isEmpty()
        ? "in this application"
        : wanted.stream()
            .map(candidate -> candidate.provider().filterName())
            .collect(Collectors.joining(" and "));
  }

  /** The setups of all wanted filters, adapted to each other. */
  List<FilterSetup> setups() {
    List<FilterSetup> alone = wanted.stream().map(FilterCandidate::setup).toList();
    List<FilterSetup> setups = new ArrayList<>();
    alone.forEach(setup -> setups.add(setup.beside(alone)));
    return setups;
  }
}
