package io.weir.sample.account;

import io.weir.sample.Bodies;
import jakarta.json.JsonObject;
import java.util.regex.Pattern;

/** A user name and a password, as they are sent. */
record Credentials(String username, String password) {

  private static final Pattern USERNAME = Pattern.compile("[a-z0-9._-]{3,32}");
  private static final Pattern NEW_PASSWORD = Pattern.compile("(?s).{10,128}");
  private static final Pattern TEXT = Pattern.compile("(?s).{1,128}");

  /** Those of somebody who registers. */
  static Credentials toRegister(JsonObject json) {
    return new Credentials(
        Bodies.text(json, "username", USERNAME, "3 to 32 of a-z, 0-9, \".\", \"_\" and \"-\""),
        Bodies.text(json, "password", NEW_PASSWORD, "10 to 128 characters"));
  }

  /** Those of somebody who comes back. */
  static Credentials toLogIn(JsonObject json) {
    return new Credentials(
        Bodies.text(json, "username", TEXT, "1 to 128 characters"),
        Bodies.text(json, "password", TEXT, "1 to 128 characters"));
  }

  /** Without the password. */
  @Override
  public String toString() {
    return username;
  }
}
