package io.weir.ratelimit;

import java.util.Set;

/** The methods of HTTP. */
final class Method {

  /**
   * The HTTP Method Registry of IANA (RFC 9110 §16.1), without CONNECT and PRI, which reach no
   * application.
   */
  static final Set<String> NAMES =
      Set.of(
          "ACL",
          "BASELINE-CONTROL",
          "BIND",
          "CHECKIN",
          "CHECKOUT",
          "COPY",
          "DELETE",
          "GET",
          "HEAD",
          "LABEL",
          "LINK",
          "LOCK",
          "MERGE",
          "MKACTIVITY",
          "MKCALENDAR",
          "MKCOL",
          "MKREDIRECTREF",
          "MKWORKSPACE",
          "MOVE",
          "OPTIONS",
          "ORDERPATCH",
          "PATCH",
          "POST",
          "PROPFIND",
          "PROPPATCH",
          "PUT",
          "QUERY",
          "REBIND",
          "REPORT",
          "SEARCH",
          "TRACE",
          "UNBIND",
          "UNCHECKOUT",
          "UNLINK",
          "UNLOCK",
          "UPDATE",
          "UPDATEREDIRECTREF",
          "VERSION-CONTROL");

  private Method() {}
}
