package io.weir.sample.paths;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Code that must not run uncounted, each found in another way. */
enum Code {
  /** A servlet by its exact path. */
  LOGIN("auth", "login"),
  /** A servlet that tells by path info. */
  USERS("admin", "users"),
  /** A servlet by its extension. */
  ORDER("shop", "order.do"),
  /** A servlet that answers in another thread. */
  REPORT("slow", "report"),
  /** A dispatcher that reads the target by itself, as frameworks do. */
  INVOICE("mvc", "invoice"),
  /** A file of the application. */
  FILE("files", "secret.txt"),
  /** A method of a JAX-RS resource. */
  SESSION("rest/auth", "session"),
  /** A sub-resource of JAX-RS, its path two variables. */
  CALL("rest/calls/4711", "welcome") {
    @Override
    String path() {
      return "/rest/calls/*/*";
    }
  },
  /** A WebSocket, the end of its path a variable. */
  SOCKET("socket", "room") {
    @Override
    String path() {
      return "/socket/*";
    }

    @Override
    String fields() {
      return """
          Connection: Upgrade\r
          Upgrade: websocket\r
          Sec-WebSocket-Version: 13\r
          Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
          """;
    }
  },
  /** What HTML forms are posted to. */
  FORM("forms", "send") {
    @Override
    String method() {
      return "POST";
    }
  },
  /** What JAX-RS runs for a POST. */
  PAYMENT("rest/payments", "new") {
    @Override
    String method() {
      return "POST";
    }
  };

  private final String start;
  private final String end;

  Code(String start, String end) {
    this.start = start;
    this.end = end;
  }

  /** The path up to its last slash, without the first. */
  String start() {
    return start;
  }

  /** The path from its last slash. */
  String end() {
    return end;
  }

  /** What only a request for this code has. */
  String fields() {
    return "Connection: close\r\n";
  }

  /** That runs it; all do where the rule names none. */
  String method() {
    return "GET";
  }

  /** As an administrator writes it. */
  String path() {
    return "/%s/%s".formatted(start, end);
  }

  static String rules() {
    return Arrays.stream(values()).map(Code::rule).collect(Collectors.joining("\n"));
  }

  private String rule() {
    return "%s %s 1/hour".formatted(method().equals("GET") ? "" : method(), path());
  }
}
