package io.weir.internal.rules;

import jakarta.servlet.http.HttpSession;
import java.security.Principal;
import java.util.List;
import java.util.Optional;

/** Who asks. */
public sealed interface CallerPart extends KeyPart {

  /** The client's address, an IPv6 one by its prefix. */
  record Ip() implements CallerPart {

    @Override
    public List<Value> of(RequestFacts facts, PathMatch match) {
      return List.of(facts.address());
    }

    @Override
    public String toString() {
      return "ip";
    }
  }

  /** The user who is logged in. */
  record User() implements CallerPart {

    @Override
    public List<Value> of(RequestFacts facts, PathMatch match) {
      return orAddress(
          Optional.ofNullable(facts.request().getUserPrincipal()).map(Principal::getName), facts);
    }

    @Override
    public boolean needsUser() {
      return true;
    }

    @Override
    public String toString() {
      return "user";
    }
  }

  /** The HTTP session. */
  record Session() implements CallerPart {

    @Override
    public List<Value> of(RequestFacts facts, PathMatch match) {
      return orAddress(facts.session().map(HttpSession::getId), facts);
    }

    /** By dropping its cookie. */
    @Override
    public boolean chosenByClient() {
      return true;
    }

    @Override
    public String toString() {
      return "session";
    }
  }

  /** Nobody in particular: all requests of the rule are one count. */
  record Global() implements CallerPart {

    @Override
    public List<Value> of(RequestFacts facts, PathMatch match) {
      return List.of(value(""));
    }

    @Override
    public boolean shared() {
      return true;
    }

    @Override
    public String toString() {
      return "global";
    }
  }
}
