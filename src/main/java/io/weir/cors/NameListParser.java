package io.weir.cors;

import io.weir.internal.http.CommaList;
import io.weir.internal.http.HttpToken;
import io.weir.internal.settings.Mistakes;
import io.weir.internal.settings.Setting;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/** Reads the settings that list methods and headers. Names that have no effect are mistakes. */
final class NameListParser {

  /** Forbidden methods: no page can send them (Fetch §2.2.1). */
  private static final Set<String> FORBIDDEN_METHODS = Set.of("CONNECT", "TRACE", "TRACK");

  /** Browsers send these in upper case, however a page writes them (Fetch §2.2.1, "normalize"). */
  private static final Set<String> NORMALIZED_METHODS =
      Set.of("DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT");

  /** Forbidden request-headers (Fetch §2.2.2). */
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

  private static final Set<String> RESPONSE_HEADERS =
      Set.of(
          "access-control-allow-credentials",
          "access-control-allow-headers",
          "access-control-allow-methods",
          "access-control-allow-origin",
          "access-control-expose-headers",
          "access-control-max-age");

  /** Forbidden response-header names (Fetch §2.2.2). */
  private static final Set<String> FORBIDDEN_RESPONSE_HEADERS = Set.of("set-cookie", "set-cookie2");

  private static final Set<String> REQUEST_OR_PREFLIGHT_HEADERS =
      Set.of(
          "access-control-allow-headers",
          "access-control-allow-methods",
          "access-control-max-age",
          "access-control-request-headers",
          "access-control-request-method",
          "origin");

  private NameListParser() {}

  static boolean isForbiddenMethod(String name) {
    return FORBIDDEN_METHODS.contains(name.toUpperCase(Locale.ROOT));
  }

  static Setting<NameList> methods(String name, String byDefault) {
    return setting(name, byDefault, NameListParser::method);
  }

  static Setting<NameList> requestHeaders(String name) {
    return setting(name, "", NameListParser::requestHeader);
  }

  static Setting<NameList> responseHeaders(String name) {
    return setting(name, "", NameListParser::responseHeader);
  }

  private static Setting<NameList> setting(
      String name, String byDefault, Function<String, String> parser) {
    return new Setting<>(
        name, byDefault, (text, where, mistakes) -> read(text, where, mistakes, parser));
  }

  private static NameList read(
      String text, String where, Mistakes mistakes, Function<String, String> parser) {
    boolean wildcard = false;
    Set<String> names = new HashSet<>();
    for (String name : CommaList.of(text)) {
      if (name.equals(NameList.WILDCARD)) {
        wildcard = true;
      } else {
        try {
          names.add(CommaList.value(name, parser));
        } catch (IllegalArgumentException e) {
          mistakes.add(where, String.valueOf(e.getMessage()));
        }
      }
    }
    return new NameList(wildcard, names);
  }

  private static String method(String name) {
    String upperCase = name.toUpperCase(Locale.ROOT);
    if (!HttpToken.isToken(name)) {
      throw mistake(name, "not a method name; a token such as PUT or PATCH, or * is allowed.");
    }
    if (isForbiddenMethod(name)) {
      throw mistake(name, "browsers never send this method for a page; remove it.");
    }
    if (!name.equals(upperCase) && upperCase.equals("PATCH")) {
      throw mistake(name, "methods are case-sensitive; write \"PATCH\".");
    }
    return NORMALIZED_METHODS.contains(upperCase) ? upperCase : name;
  }

  private static String requestHeader(String name) {
    String lowerCase = header(name);
    if (FORBIDDEN_REQUEST_HEADERS.contains(lowerCase)
        || lowerCase.startsWith("proxy-")
        || lowerCase.startsWith("sec-")) {
      throw mistake(name, "the browser sets this header, a page cannot; remove it.");
    }
    if (RESPONSE_HEADERS.contains(lowerCase)) {
      throw mistake(name, "this is a response header, and no page sends it; remove it.");
    }
    return lowerCase;
  }

  private static String responseHeader(String name) {
    String lowerCase = header(name);
    if (FORBIDDEN_RESPONSE_HEADERS.contains(lowerCase)) {
      throw mistake(name, "browsers never let a page read this header; remove it.");
    }
    if (REQUEST_OR_PREFLIGHT_HEADERS.contains(lowerCase)) {
      throw mistake(
          name, "this is a header of requests or preflights, and no page reads it; remove it.");
    }
    return lowerCase;
  }

  private static String header(String name) {
    if (!HttpToken.isToken(name)) {
      throw mistake(name, "not a header name; a token such as X-Request-Id, or * is allowed.");
    }
    return name.toLowerCase(Locale.ROOT);
  }

  private static IllegalArgumentException mistake(String name, String message) {
    return new IllegalArgumentException("\"%s\": %s".formatted(name, message));
  }
}
