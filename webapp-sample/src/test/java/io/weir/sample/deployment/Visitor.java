package io.weir.sample.deployment;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Somebody who keeps the session that an application gives. */
final class Visitor {

  private static final String PAGE = "/page/of?x=1";

  private final Client client;
  private String session = "";

  private Visitor(Client client) {
    this.client = client;
  }

  /** One at the address of this client. */
  static Visitor of(Client client) {
    return new Visitor(client);
  }

  String session() {
    return session;
  }

  Answer get(String path) {
    return send("GET", path, "");
  }

  Answer post(String path, String form) {
    return send("POST", path, form);
  }

  private Answer send(String method, String path, String form) {
    Client asking = session.isEmpty() ? client : client.saying("Cookie", session);
    Answer answer = asking.send(method, path, form);
    answer.headers().allValues("Set-Cookie").stream()
        .map(cookie -> cookie.split(";")[0])
        .filter(cookie -> cookie.startsWith("JSESSIONID="))
        .forEach(cookie -> session = cookie);
    return answer;
  }

  /** Asks for a page of users alone, and says who it is in the form shown in its place. */
  Try comesFor(String name, String password) {
    get(PAGE);
    return logsIn(name, password);
  }

  /** Posts the login form. */
  Try logsIn(String name, String password) {
    Answer answer = post("/j_security_check", form(name, password));
    if (answer.status() == 429) {
      return Try.REFUSED;
    }
    return answer.header("Location").endsWith(PAGE) ? Try.RIGHT : Try.WRONG;
  }

  static String form(String name, String password) {
    return "j_username=%s&j_password=%s"
        .formatted(
            URLEncoder.encode(name, StandardCharsets.UTF_8),
            URLEncoder.encode(password, StandardCharsets.UTF_8));
  }

  /** What came of a login. */
  enum Try {
    RIGHT,
    WRONG,
    REFUSED
  }
}
