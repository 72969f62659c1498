package io.weir.ratelimit;

import io.weir.internal.client.Ipv6Wide;
import io.weir.internal.client.TrustedProxies;
import io.weir.internal.counting.WhenClusterFails;
import io.weir.internal.counting.cluster.ClusterPolicy;
import io.weir.internal.http.CommaList;
import io.weir.internal.path.AmbiguousPaths;
import io.weir.internal.phone.PhoneNumberParser;
import io.weir.internal.problem.ProblemFormat;
import io.weir.internal.rules.ApiKeys;
import io.weir.internal.rules.Exemption;
import io.weir.internal.rules.Key;
import io.weir.internal.rules.KeyResolvers;
import io.weir.internal.settings.Deferred;
import io.weir.internal.settings.Mode;
import io.weir.internal.settings.Setting;
import io.weir.internal.settings.Settings;
import io.weir.internal.settings.SharedSettings;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The settings of the rate limit filter. */
record RateLimitPolicy(
    Mode mode,
    List<Rule> rules,
    List<Exemption> except,
    Set<RateLimitHeaders.Kind> headers,
    RateLimitHeaders.Reset reset,
    ProblemFormat body,
    WhenClusterFails whenClusterFails,
    String scope,
    ZoneId zone,
    AmbiguousPaths ambiguousPaths,
    Preflights preflights,
    TrustedProxies trustedProxies,
    Ipv6Wide ipv6Wide,
    PhoneNumberParser phoneNumbers,
    ApiKeys apiKeys,
    Deferred<ClusterPolicy> cluster) {

  static final Setting<List<Rule>> RULES = new Setting<>("rules", "", RuleParser::parseAll);

  private static final Setting<List<Exemption>> EXCEPT =
      new Setting<>("except", "", Exemption::parseAll);
  private static final Setting<Set<RateLimitHeaders.Kind>> HEADERS =
      new Setting<>(
          "headers", "x-ratelimit, ratelimit", (text, where, mistakes) -> headerKinds(text));
  private static final Setting<RateLimitHeaders.Reset> RESET =
      Setting.oneOf("reset", RateLimitHeaders.Reset.SECONDS);
  private static final Setting<ProblemFormat> BODY = Setting.oneOf("body", ProblemFormat.AUTO);
  private static final Setting<WhenClusterFails> WHEN_CLUSTER_FAILS =
      Setting.oneOf("when-cluster-fails", WhenClusterFails.LOCAL);
  private static final Setting<AmbiguousPaths> AMBIGUOUS_PATHS =
      Setting.oneOf("ambiguous-paths", AmbiguousPaths.MATCH);
  private static final Setting<Ipv6Wide> IPV6_WIDE = Setting.oneOf("ipv6-wide", Ipv6Wide.FAILURES);
  private static final Setting<Preflights> PREFLIGHTS =
      Setting.oneOf("preflights", Preflights.COUNT);

  RateLimitPolicy {
    rules = List.copyOf(rules);
    except = List.copyOf(except);
    headers = Set.copyOf(headers);
  }

  /**
   * Reads every setting. Mistakes are added to {@code settings}.
   *
   * @param contextPath the scope where none is written
   */
  static RateLimitPolicy of(Settings settings, String contextPath) {
    Mode mode = Mode.of(settings);
    String scope = settings.shared(SharedSettings.SCOPE);
    List<Rule> rules = settings.own(RULES);
    rules.stream()
        .flatMap(rule -> RuleChecks.unenforceable(rule).stream())
        .forEach(text -> settings.mistakes().add(RULES.name(), text));
    List<Key> keys = rules.stream().map(Rule::key).toList();
    settings.mistakes().deferCheck(mistakes -> KeyResolvers.check(keys, RULES.name(), mistakes));
    ApiKeys apiKeys = ApiKeys.of(settings);
    settings.mistakes().deferCheck(mistakes -> apiKeys.check(keys, RULES.name(), mistakes));
    return new RateLimitPolicy(
        mode,
        rules.stream().map(rule -> mode == Mode.SHADOW ? rule.inShadow() : rule).toList(),
        settings.own(EXCEPT),
        settings.own(HEADERS),
        settings.own(RESET),
        settings.own(BODY),
        settings.own(WHEN_CLUSTER_FAILS),
        scope.isEmpty() ? contextPath : scope,
        settings.shared(SharedSettings.TIME_ZONE),
        settings.shared(AMBIGUOUS_PATHS),
        settings.own(PREFLIGHTS),
        TrustedProxies.of(settings),
        settings.shared(IPV6_WIDE),
        PhoneNumberParser.of(settings),
        apiKeys,
        ClusterPolicy.of(settings));
  }

  /** The rules that also count what a server answers before any filter, if it lets Weir see it. */
  List<Rule> rulesBeforeAuthentication() {
    return rules.stream().filter(rule -> !PreparedRule.needsUser(rule, this)).toList();
  }

  private static Set<RateLimitHeaders.Kind> headerKinds(String text) {
    Set<RateLimitHeaders.Kind> kinds = EnumSet.noneOf(RateLimitHeaders.Kind.class);
    if (!text.equalsIgnoreCase("none")) {
      CommaList.of(text).stream()
          .map(element -> CommaList.value(element, RateLimitPolicy::headerKind))
          .forEach(kinds::add);
    }
    return kinds;
  }

  private static RateLimitHeaders.Kind headerKind(String text) {
    try {
      return Setting.constant(RateLimitHeaders.Kind.class, text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          e.getMessage() + " Write none alone to send no headers.", e);
    }
  }
}
