package io.weir.sample.account;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;

/** An access token, and the refresh token that gets the next one. */
record TokenPair(String access, String refresh) {

  /** The access token as an answer (RFC 6749 §5.1). */
  JsonObjectBuilder accessAnswer() {
    return Json.createObjectBuilder()
        .add("access_token", access)
        .add("token_type", "Bearer")
        .add("expires_in", Tokens.ACCESS_LIFETIME.toSeconds());
  }

  /** Both as an answer. */
  JsonObjectBuilder answer() {
    return accessAnswer().add("refresh_token", refresh);
  }

  /** Without the tokens. */
  @Override
  public String toString() {
    return "an access token and a refresh token";
  }
}
