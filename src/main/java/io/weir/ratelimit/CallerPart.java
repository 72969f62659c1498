package io.weir.ratelimit;

import jakarta.servlet.http.HttpSession;
import java.security.Principal;
import java.util.List;
import java.util.Optional;

/** Who asks. */
sealed interface CallerPart extends Part {

  /** The client's address, an IPv6 one by its prefix. */
  record Ip() implements CallerPart {

    @Override
    public List<Value> of(Asked asked, Place place) {
      return List.of(asked.address());
    }

    @Override
    public String toString() {
      return "ip";
    }
  }

  /** The user who is logged in. */
  record User() implements CallerPart {

    @Override
    public List<Value> of(Asked asked, Place place) {
      return orAddress(
          Optional.ofNullable(asked.request().getUserPrincipal()).map(Principal::getName), asked);
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
    public List<Value> of(Asked asked, Place place) {
      return orAddress(asked.session().map(HttpSession::getId), asked);
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
    public List<Value> of(Asked asked, Place place) {
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
