package io.weir.cors;

import io.weir.internal.settings.Mistakes;
import java.util.List;
import java.util.Optional;

/** Checks combinations of settings that would let pages of strangers read user data. */
record UnsafeSettings(CorsPolicy policy, Mistakes mistakes) {

  private static final String ORIGINS = "allowed-origins";
  private static final String OWN = "own-origins";

  /** Adds a mistake for each unsafe combination. */
  void check() {
    if (policy.ownOrigins().isWildcard()) {
      mistakes.add(OWN, "\"*\": list the own origins of the application one by one.");
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
    if (policy.allowedOrigins().isWildcard()) {
      mistakes.add(
          ORIGINS,
          "\"*\" with allow-credentials: every page that a user visits could read the user's data; list the origins.");
    }
    if (policy.exposedHeaders().wildcard()) {
      mistakes.add(
          "exposed-headers",
          "\"*\" with allow-credentials: browsers then treat it as a header name (Fetch §3.3.4); list the headers.");
    }
  }

  private void checkInsecure(OriginPattern pattern) {
    String danger = "anyone on the network path can change a page loaded over http";
    if (pattern.subdomains()) {
      mistakes.add(
          ORIGINS,
          "\"%s\": %s, for any subdomain; write \"https://*.%s\", or set dangerously-allow-insecure-origins."
              .formatted(pattern, danger, pattern.host()));
    } else if (policy.credentials()) {
      mistakes.add(
          ORIGINS,
          "\"%s\" with allow-credentials: %s and read the user's data; use https, or set dangerously-allow-insecure-origins."
              .formatted(pattern, danger));
    }
  }

  private void checkPublicSuffixes(String where, List<OriginPattern> patterns) {
    List<OriginPattern> withSubdomains =
        patterns.stream().filter(OriginPattern::subdomains).toList();
    if (withSubdomains.isEmpty()) {
      return;
    }
    PublicSuffixes suffixes = PublicSuffixes.load();
    for (OriginPattern pattern : withSubdomains) {
      Optional<String> suffix =
          pattern.isLoopback() ? Optional.empty() : suffixes.atOrBelow(pattern.host());
      suffix.ifPresent(
          name ->
              mistakes.add(
                  where,
                  "\"%s\": anyone can register a name below the public suffix %s; use a domain of your own, or set dangerously-allow-public-suffixes."
                      .formatted(pattern, name)));
    }
  }
}
