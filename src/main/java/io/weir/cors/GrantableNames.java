package io.weir.cors;

import io.weir.internal.settings.Mistakes;
import io.weir.internal.settings.Setting;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/** Which names of methods and headers may be granted at all; every mistake is a sentence. */
final class GrantableNames {

  /** Fetch §2.2.1; whoever lists them lists what no page can ever send. */
  private static final Set<String> FORBIDDEN_METHODS = Set.of("CONNECT", "TRACE", "TRACK");

  /** Browsers send these in capitals, however a page writes them (Fetch §2.2.1, "normalize"). */
  private static final Set<String> NORMALIZED =
      Set.of("DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT");

  /** Fetch §2.2.2, forbidden request-headers. */
  private static final Set<String> FORBIDDEN_REQUEST_HEADERS =
      Set.of(
          "accept-charset",
          "accept-encoding",
          "access-control-request-headers",
          "access-control-request-method",
          "access-control-request-private-network",
          "connection",
          "content-length",
          "cookie",
          "cookie2",
          "date",
          "dnt",
          "expect",
          "host",
          "keep-alive",
          "origin",
          "referer",
          "set-cookie",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "via");

  private static final Set<String> OF_ANSWERS =
      Set.of(
          "access-control-allow-credentials",
          "access-control-allow-headers",
          "access-control-allow-methods",
          "access-control-allow-origin",
          "access-control-expose-headers",
          "access-control-max-age");

  /** Fetch §2.2.2, forbidden response-header names. */
  private static final Set<String> FORBIDDEN_RESPONSE_HEADERS = Set.of("set-cookie", "set-cookie2");

  private static final Set<String> OF_REQUESTS_OR_PREFLIGHTS =
      Set.of(
          "access-control-allow-headers",
          "access-control-allow-methods",
          "access-control-max-age",
          "access-control-request-headers",
          "access-control-request-method",
          "origin");

  private GrantableNames() {}

  static boolean isForbiddenMethod(String name) {
    return FORBIDDEN_METHODS.contains(name.toUpperCase(Locale.ROOT));
  }

  static Setting<NameList> methods(String name, String byDefault) {
    return setting(name, byDefault, GrantableNames::method);
  }

  static Setting<NameList> requestHeaders(String name) {
    return setting(name, "", GrantableNames::requestHeader);
  }

  static Setting<NameList> responseHeaders(String name) {
    return setting(name, "", GrantableNames::responseHeader);
  }

  private static Setting<NameList> setting(
      String name, String byDefault, Function<String, String> rule) {
    return new Setting<>(
        name, byDefault, (text, where, mistakes) -> read(text, where, mistakes, rule));
  }

  private static NameList read(
      String text, String where, Mistakes mistakes, Function<String, String> rule) {
    boolean all = false;
    Set<String> names = new HashSet<>();
    for (String name : Arrays.stream(text.split(",")).map(String::strip).toList()) {
      if (name.equals(NameList.ALL)) {
        all = true;
      } else if (!name.isEmpty()) {
        try {
          names.add(rule.apply(name));
        } catch (IllegalArgumentException e) {
          mistakes.add(where, String.valueOf(e.getMessage()));
        }
      }
    }
    return new NameList(all, names);
  }

  private static String method(String name) {
    String capitals = name.toUpperCase(Locale.ROOT);
    if (!NameList.isToken(name)) {
      throw mistake(name, "no method; a token such as PUT or PATCH is allowed, or *.");
    }
    if (isForbiddenMethod(name)) {
      throw mistake(name, "browsers never send this method for a page.");
    }
    if (!name.equals(capitals) && capitals.equals("PATCH")) {
      throw mistake(name, "methods are case-sensitive; write \"PATCH\".");
    }
    return NORMALIZED.contains(capitals) ? capitals : name;
  }

  private static String requestHeader(String name) {
    String small = header(name);
    if (FORBIDDEN_REQUEST_HEADERS.contains(small)
        || small.startsWith("proxy-")
        || small.startsWith("sec-")) {
      throw mistake(name, "a page cannot set this header, the browser does; leave it out.");
    }
    if (OF_ANSWERS.contains(small)) {
      throw mistake(name, "a header of answers, and no page sends it; leave it out.");
    }
    return small;
  }

  private static String responseHeader(String name) {
    String small = header(name);
    if (FORBIDDEN_RESPONSE_HEADERS.contains(small)) {
      throw mistake(name, "browsers show this header to no page; leave it out.");
    }
    if (OF_REQUESTS_OR_PREFLIGHTS.contains(small)) {
      throw mistake(
          name, "a header of requests or preflights, and no page reads it; leave it out.");
    }
    return small;
  }

  private static String header(String name) {
    if (!NameList.isToken(name)) {
      throw mistake(name, "no name of a header; a token such as X-Request-Id is allowed, or *.");
    }
    return name.toLowerCase(Locale.ROOT);
  }

  private static IllegalArgumentException mistake(String name, String what) {
    return new IllegalArgumentException("\"%s\": %s".formatted(name, what));
  }
}
