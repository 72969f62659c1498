package io.weir.upstream;

import io.weir.internal.counting.Limit;
import io.weir.internal.counting.cluster.ClusterPolicy;
import io.weir.internal.settings.Deferred;
import io.weir.internal.settings.Mistakes;
import io.weir.internal.settings.Mode;
import io.weir.internal.settings.NameSuggestion;
import io.weir.internal.settings.PeriodUnit;
import io.weir.internal.settings.RawSetting;
import io.weir.internal.settings.Setting;
import io.weir.internal.settings.Settings;
import io.weir.internal.settings.SharedSettings;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings of all services: {@code weir.upstream.<name>.<setting>}.
 *
 * @param enabled whether Weir is switched on; otherwise each call is one attempt, which nothing
 *     stops
 * @param services by name
 * @param scope applications of one scope share the limits
 */
record UpstreamsPolicy(
    boolean enabled,
    Map<String, UpstreamPolicy> services,
    String scope,
    Deferred<ClusterPolicy> cluster) {

  private static final String FAMILY = "upstream";
  private static final String PREFIX = "weir.upstream.";

  private static final List<String> SETTINGS =
      List.of(
          "limit",
          "max-retries",
          "base",
          "max",
          "deadline",
          "retry-budget",
          "connect-timeout",
          "read-timeout");

  private static final Pattern NAME = Pattern.compile("([A-Za-z][A-Za-z0-9-]*)\\.([a-z-]+)");
  private static final Pattern LIMIT =
      Pattern.compile("([0-9]{1,10})\\s*(?:/\\s*|per\\s+(?:([0-9]{1,10})\\s+)?)([A-Za-z]+)");

  private static final Duration MILLISECOND = Duration.ofMillis(1);
  private static final Duration HOUR = Duration.ofHours(1);

  UpstreamsPolicy {
    services = Map.copyOf(services);
  }

  /**
   * Reads every setting. Mistakes are added to {@code settings}.
   *
   * @param contextPath the scope where none is written
   */
  static UpstreamsPolicy of(Settings settings, String contextPath) {
    boolean enabled = Mode.isEnabled(settings);
    String scope = settings.shared(SharedSettings.SCOPE);
    Set<String> names = names(settings.family(FAMILY), settings.mistakes());
    Map<String, UpstreamPolicy> services = new TreeMap<>();
    names.forEach(name -> services.put(name, service(name, settings)));
    return new UpstreamsPolicy(
        enabled, services, scope.isEmpty() ? contextPath : scope, ClusterPolicy.of(settings));
  }

  /** The names of services in the names of settings. */
  private static Set<String> names(Map<String, RawSetting> written, Mistakes mistakes) {
    Set<String> names = new TreeSet<>();
    written.forEach(
        (full, raw) -> {
          String rest = full.substring(PREFIX.length());
          Optional<String> name = full.startsWith(PREFIX) ? dotted(rest) : variable(rest);
          name.ifPresentOrElse(names::add, () -> mistakes.add(raw.where(), unknown(full, rest)));
        });
    return names;
  }

  private static Optional<String> dotted(String rest) {
    Matcher parts = NAME.matcher(rest);
    return parts.matches() && SETTINGS.contains(parts.group(2))
        ? Optional.of(parts.group(1))
        : Optional.empty();
  }

  /** {@code OPENAI_MAX_RETRIES} is a setting of {@code openai}. */
  private static Optional<String> variable(String rest) {
    String lower = rest.toLowerCase(Locale.ROOT).replace('_', '-');
    return SETTINGS.stream()
        .filter(setting -> lower.length() > setting.length() + 1 && lower.endsWith("-" + setting))
        .findFirst()
        .map(setting -> lower.substring(0, lower.length() - setting.length() - 1));
  }

  private static String unknown(String full, String rest) {
    String last = rest.substring(rest.lastIndexOf('.') + 1);
    return "\"%s\": write weir.upstream, the name of a service and a setting, as in weir.upstream.openai.limit; allowed settings are %s.%s"
        .formatted(full, String.join(", ", SETTINGS), NameSuggestion.didYouMean(last, SETTINGS));
  }

  private static UpstreamPolicy service(String name, Settings settings) {
    String prefix = name + ".";
    Duration base =
        settings.own(Setting.duration(prefix + "base", "1s", MILLISECOND, Duration.ofMinutes(1)));
    Duration longest = settings.own(Setting.duration(prefix + "max", "60s", MILLISECOND, HOUR));
    if (longest.compareTo(base) < 0) {
      settings
          .mistakes()
          .add(
              PREFIX + prefix + "max",
              "shorter than %sbase; the longest wait must not be shorter than the first"
                  .formatted(PREFIX + prefix));
    }
    return new UpstreamPolicy(
        name,
        settings.own(Setting.optional(prefix + "limit", UpstreamsPolicy::limit)),
        settings.own(Setting.number(prefix + "max-retries", 3, 0, 10)),
        base,
        longest,
        settings.own(Setting.duration(prefix + "deadline", "2m", MILLISECOND, HOUR)),
        settings.own(Setting.number(prefix + "retry-budget", 10, 0, 100)),
        settings.own(Setting.duration(prefix + "connect-timeout", "5s", MILLISECOND, HOUR)),
        settings.own(Setting.duration(prefix + "read-timeout", "30s", MILLISECOND, HOUR)));
  }

  private static Limit limit(String text) {
    Matcher parts = LIMIT.matcher(text);
    Optional<PeriodUnit> unit =
        parts.matches() ? PeriodUnit.named(parts.group(3)) : Optional.empty();
    if (unit.isEmpty()) {
      throw new IllegalArgumentException(
          "\"%s\": a limit is a whole number and a period, for example 10/hour or 5 per 30 seconds; units are %s"
              .formatted(text, String.join(", ", PeriodUnit.NAMES)));
    }
    long count = parts.group(2) == null ? 1 : Long.parseLong(parts.group(2));
    return new Limit(Long.parseLong(parts.group(1)), unit.get().times(count));
  }

  /** The settings of a service of which none is written. */
  static UpstreamPolicy defaults(String name) {
    return new UpstreamPolicy(
        name,
        Optional.empty(),
        3,
        Duration.ofSeconds(1),
        Duration.ofSeconds(60),
        Duration.ofMinutes(2),
        10,
        Duration.ofSeconds(5),
        Duration.ofSeconds(30));
  }

  /** Whether something is counted. */
  boolean hasLimits() {
    return enabled && services.values().stream().anyMatch(service -> service.limit().isPresent());
  }
}
