package io.weir.internal.rules;

import java.util.List;

/** A part that identifies who sends the request. */
sealed interface CallerPart extends KeyPart {

  /** The client's address; of IPv6 the prefix. */
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

  /** The authenticated user, by the folded name: a realm may ignore case when a user logs in. */
  record User() implements CallerPart {

    @Override
    public List<Value> of(RequestFacts facts, PathMatch match) {
      return orAddress(facts.foldedUser(), facts);
    }

    @Override
    public Value named(String text) {
      return value(FoldedName.of(text).orElse(text));
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
      return orAddress(facts.sessionId(), facts);
    }

    /** A client that drops the cookie gets a new session. */
    @Override
    public boolean chosenByClient() {
      return true;
    }

    @Override
    public String toString() {
      return "session";
    }
  }

  /** One value for all requests. */
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
