package io.weir.internal.settings;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Environment variables that Kubernetes sets in each pod for each service of the namespace. If the
 * service is called {@code weir-cluster}, they look like settings of Weir:
 *
 * <pre>
 *   WEIR_CLUSTER_SERVICE_HOST=10.96.0.7   WEIR_CLUSTER_PORT=tcp://10.96.0.7:5701   WEIR_CLUSTER_PORT_5701_TCP_ADDR=10.96.0.7
 * </pre>
 */
final class ServiceLinks {

  private static final Pattern NAME =
      Pattern.compile(
          "(.+?)_(?:SERVICE_HOST|SERVICE_PORT(?:_[A-Z0-9_]+)?"
              + "|PORT(?:_[0-9]+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)?)");
  private static final Pattern URL = Pattern.compile("(?:tcp|udp|sctp)://.*");

  private ServiceLinks() {}

  /**
   * What to tell about a text that a setting cannot have, if it is that of a service link.
   *
   * @param name the full name of the setting
   */
  static Optional<String> explain(String name, String text) {
    return service(ExternalConfig.variable(name), variable -> Optional.of(text))
        .map(ServiceLinks::hint);
  }

  /** Takes service links out of settings. Adds a mistake for each service. */
  static void removeFrom(Map<String, RawSetting> settings, Mistakes mistakes) {
    Map<String, RawSetting> links = new LinkedHashMap<>();
    for (Map.Entry<String, RawSetting> entry : settings.entrySet()) {
      service(entry.getKey(), name -> Optional.ofNullable(settings.get(name)).map(RawSetting::text))
          .ifPresent(service -> links.putIfAbsent(service, entry.getValue()));
    }
    settings.keySet().removeIf(name -> links.keySet().stream().anyMatch(s -> isOf(s, name)));
    links.forEach((service, raw) -> mistakes.add(raw.where(), hint(service)));
  }

  /** The names that are no service links. */
  static Set<String> without(Set<String> names, Function<String, Optional<String>> find) {
    return names.stream().filter(name -> service(name, find).isEmpty()).collect(Collectors.toSet());
  }

  private static boolean isOf(String service, String name) {
    Matcher parts = NAME.matcher(name);
    return parts.matches() && parts.group(1).equals(service);
  }

  /** {@code WEIR_CLUSTER}, the beginning of the names of all variables of a service. */
  private static Optional<String> service(
      String variable, Function<String, Optional<String>> find) {
    Matcher parts = NAME.matcher(variable);
    return parts.matches()
            && find.apply(parts.group(1) + "_PORT").filter(URL.asMatchPredicate()).isPresent()
        ? Optional.of(parts.group(1))
        : Optional.empty();
  }

  private static String hint(String service) {
    return "Kubernetes sets variables that begin with %s_ for its service \"%s\"; write enableServiceLinks: false into the specification of the pod, or rename the service"
        .formatted(service, service.toLowerCase(Locale.ROOT).replace('_', '-'));
  }
}
