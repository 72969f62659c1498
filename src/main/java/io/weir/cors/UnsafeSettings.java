package io.weir.cors;

import io.weir.internal.settings.Mistakes;
import java.util.List;
import java.util.Optional;

/** What shows only when several settings are seen together: what would be open to strangers. */
record UnsafeSettings(CorsPolicy policy, Mistakes mistakes) {

  private static final String ORIGINS = "allowed-origins";
  private static final String OWN = "own-origins";

  /** Adds every mistake. */
  void check() {
    if (policy.ownOrigins().all()) {
      mistakes.add(OWN, "\"*\": the application's own origins are named, one by one.");
    }
    if (policy.credentials()) {
      checkCredentials();
    }
    if (!policy.insecureOrigins()) {
      patterns().stream().filter(OriginPattern::isInsecure).forEach(this::checkInsecure);
    }
    if (!policy.publicSuffixes()) {
      checkPublicSuffixes(ORIGINS, patterns());
      checkPublicSuffixes(OWN, policy.ownOrigins().patterns());
    }
  }

  private List<OriginPattern> patterns() {
    return policy.allowedOrigins().patterns();
  }

  private void checkCredentials() {
    if (policy.allowedOrigins().all()) {
      mistakes.add(
          ORIGINS,
          "\"*\" with allow-credentials: every page that a user visits could read what is the user's; name the origins.");
    }
    if (policy.exposedHeaders().all()) {
      mistakes.add(
          "exposed-headers",
          "\"*\" with allow-credentials: browsers then take it for the name of a header (Fetch §3.3.4); name the headers.");
    }
  }

  private void checkInsecure(OriginPattern pattern) {
    String open = "whoever is on the way can change a page that comes by http";
    if (pattern.subdomains()) {
      mistakes.add(
          ORIGINS,
          "\"%s\": %s, of any name; write \"https://*.%s\", or set dangerously-allow-insecure-origins."
              .formatted(pattern, open, pattern.host()));
    } else if (policy.credentials()) {
      mistakes.add(
          ORIGINS,
          "\"%s\" with allow-credentials: %s, and read what is the user's; use https, or set dangerously-allow-insecure-origins."
              .formatted(pattern, open));
    }
  }

  private void checkPublicSuffixes(String where, List<OriginPattern> patterns) {
    List<OriginPattern> open = patterns.stream().filter(OriginPattern::subdomains).toList();
    if (open.isEmpty()) {
      return;
    }
    PublicSuffixes suffixes = PublicSuffixes.load();
    for (OriginPattern pattern : open) {
      Optional<String> suffix =
          pattern.isLoopback() ? Optional.empty() : suffixes.atOrBelow(pattern.host());
      suffix.ifPresent(
          name ->
              mistakes.add(
                  where,
                  "\"%s\": anybody can register a name below %s, a public suffix; name your own domain, or set dangerously-allow-public-suffixes."
                      .formatted(pattern, name)));
    }
  }
}
