package io.weir.cors;

import io.weir.internal.rules.Exemption;
import io.weir.internal.settings.Mistakes;
import io.weir.internal.settings.Mode;
import io.weir.internal.settings.Setting;
import io.weir.internal.settings.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The settings of the CORS filter.
 *
 * @param allowedOrigins origins whose pages may read answers
 * @param ownOrigins origins of the application itself; their requests are not cross-origin
 * @param allowedMethods besides GET, HEAD and POST, which browsers send without a preflight
 * @param allowedHeaders in lower case
 * @param exposedHeaders in lower case
 * @param credentials whether browsers may send the user's cookies and other credentials
 * @param maxAge how long a browser may keep the answer to a preflight; zero: not at all
 * @param refuse whether a request of a foreign origin is refused; if not, it passes without headers
 * @param refuseExcept paths to which forms of foreign pages may post all the same
 * @param debug whether a header tells why a request was refused
 * @param insecureOrigins whether pages that come by http may use credentials
 * @param publicSuffixes whether a pattern may include domains that anybody can register
 */
record CorsPolicy(
    Mode mode,
    Origins allowedOrigins,
    Origins ownOrigins,
    NameList allowedMethods,
    NameList allowedHeaders,
    NameList exposedHeaders,
    boolean credentials,
    Duration maxAge,
    boolean refuse,
    List<Exemption.AtPath> refuseExcept,
    boolean debug,
    boolean insecureOrigins,
    boolean publicSuffixes) {

  CorsPolicy {
    refuseExcept = List.copyOf(refuseExcept);
  }

  private static final Setting<Origins> ALLOWED_ORIGINS = Origins.required("allowed-origins");
  private static final Setting<Origins> OWN_ORIGINS = Origins.optional("own-origins");
  private static final Setting<NameList> ALLOWED_METHODS =
      NameListParser.methods("allowed-methods", "GET, HEAD, POST");
  private static final Setting<NameList> ALLOWED_HEADERS =
      NameListParser.requestHeaders("allowed-headers");
  private static final Setting<NameList> EXPOSED_HEADERS =
      NameListParser.responseHeaders("exposed-headers");
  private static final Setting<Boolean> ALLOW_CREDENTIALS =
      Setting.yesOrNo("allow-credentials", false);

  /** The default is that of browsers (Fetch §4.8); no browser keeps an answer for over a day. */
  private static final Setting<Integer> MAX_AGE = Setting.number("max-age", 5, -1, 86_400);

  private static final Setting<Boolean> REFUSE = Setting.yesOrNo("refuse", true);
  private static final Setting<List<Exemption.AtPath>> REFUSE_EXCEPT =
      new Setting<>("refuse-except", "", CorsPolicy::paths);
  private static final Setting<Boolean> DEBUG = Setting.yesOrNo("debug", false);
  private static final Setting<Boolean> INSECURE_ORIGINS =
      Setting.yesOrNo("dangerously-allow-insecure-origins", false);
  private static final Setting<Boolean> PUBLIC_SUFFIXES =
      Setting.yesOrNo("dangerously-allow-public-suffixes", false);

  private static final List<Setting<?>> ALL =
      List.of(
          ALLOWED_ORIGINS,
          OWN_ORIGINS,
          ALLOWED_METHODS,
          ALLOWED_HEADERS,
          EXPOSED_HEADERS,
          ALLOW_CREDENTIALS,
          MAX_AGE,
          REFUSE,
          REFUSE_EXCEPT,
          DEBUG,
          INSECURE_ORIGINS,
          PUBLIC_SUFFIXES);

  private static List<Exemption.AtPath> paths(String text, String where, Mistakes mistakes) {
    List<Exemption.AtPath> paths = new ArrayList<>();
    for (Exemption exemption : Exemption.parseAll(text, where, mistakes)) {
      if (exemption instanceof Exemption.AtPath path) {
        paths.add(path);
      } else {
        mistakes.add(
            where, "\"%s\": only paths are allowed, as in path:/saml/acs.".formatted(exemption));
      }
    }
    return paths;
  }

  /**
   * Whether the application wants the filter. Settings other than the origins count only as
   * context-params: those of the whole server may be meant for other applications.
   */
  static boolean isGiven(Settings settings) {
    return settings.isGiven(ALLOWED_ORIGINS) || ALL.stream().anyMatch(settings::isOwnInApplication);
  }

  /** Reads every setting. Mistakes are added to {@code settings}. */
  static CorsPolicy of(Settings settings) {
    CorsPolicy policy =
        new CorsPolicy(
            Mode.of(settings),
            settings.own(ALLOWED_ORIGINS),
            settings.own(OWN_ORIGINS),
            settings.own(ALLOWED_METHODS),
            settings.own(ALLOWED_HEADERS),
            settings.own(EXPOSED_HEADERS),
            settings.own(ALLOW_CREDENTIALS),
            Duration.ofSeconds(Math.max(0, settings.own(MAX_AGE))),
            settings.own(REFUSE),
            settings.own(REFUSE_EXCEPT),
            settings.own(DEBUG),
            settings.own(INSECURE_ORIGINS),
            settings.own(PUBLIC_SUFFIXES));
    new UnsafeSettings(policy, settings.mistakes()).check();
    return policy;
  }

  /** The named origins whose pages may use credentials: those that nobody can change on the way. */
  List<OriginPattern> credentialed() {
    return allowedOrigins.patterns().stream()
        .filter(pattern -> insecureOrigins || !pattern.isInsecure())
        .toList();
  }

  /** The same policy with more response headers that pages may read. */
  CorsPolicy exposing(Set<String> more) {
    if (exposedHeaders.wildcard()) {
      return this;
    }
    Set<String> names = new HashSet<>(exposedHeaders.names());
    more.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    return new CorsPolicy(
        mode,
        allowedOrigins,
        ownOrigins,
        allowedMethods,
        allowedHeaders,
        new NameList(false, names),
        credentials,
        maxAge,
        refuse,
        refuseExcept,
        debug,
        insecureOrigins,
        publicSuffixes);
  }
}
