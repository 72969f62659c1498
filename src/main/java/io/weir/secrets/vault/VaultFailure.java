package io.weir.secrets.vault;

import io.weir.secrets.source.Unreadable;
import io.weir.secrets.source.Unreadable.Reach;
import java.util.Optional;

/** What Vault's answers mean for an administrator. */
final class VaultFailure {

  private static final String SOURCE = "vault";

  private VaultFailure() {}

  /** Of a path that was read. */
  static Unreadable ofRead(String path, KeyValueRead read) {
    VaultAnswer answer = read.answer();
    return switch (answer.status()) {
      case 403 -> at(path, 403, denied(read), Reach.PATH);
      case 404 -> at(path, 404, missing(path, read), Reach.PATH);
      case 405 -> at(path, 405, "this is no path of a key/value secret", Reach.PATH);
      default -> ofAny(path, answer);
    };
  }

  private static String denied(KeyValueRead read) {
    return "the token's policy does not grant \"read\" on \"%s\", or there is no such mount"
        .formatted(read.asked());
  }

  private static String missing(String path, KeyValueRead read) {
    VaultAnswer answer = read.answer();
    if (VaultAnswer.text(VaultAnswer.object(answer.object("data"), "metadata"), "deletion_time")
        .isPresent()) {
      return "its newest version was deleted; undelete it, or write a new one";
    }
    if (answer.has("warnings")) {
      return "the mount is of KV version 2, where \"%s\" lacks data/ behind the mount; leave weir.vault.kv-version out or set it to 2, and Weir adds it"
          .formatted(read.asked());
    }
    if (answer.has("errors")) {
      return "no such mount; a reference is vault:mount/path#key, and a mount with slashes in its name is told in weir.vault.mount";
    }
    if (path.contains("/data/")) {
      return "nothing is stored at \"%s\"; write the reference without data/, which Weir adds itself"
          .formatted(read.asked());
    }
    return "nothing is stored at \"%s\"".formatted(read.asked());
  }

  /** Of a login. */
  static Unreadable ofLogin(String path, VaultAnswer answer) {
    return switch (answer.status()) {
      case 400, 401, 403 ->
          at(
              "*",
              answer.status(),
              "Vault refuses the login at %s; are role and credentials right, and still valid?"
                  .formatted(path),
              Reach.SOURCE);
      case 404, 405 ->
          at(
              "*",
              answer.status(),
              "no login method at %s; its mount is told in weir.vault.auth-mount".formatted(path),
              Reach.SOURCE);
      default -> ofAny("*", answer);
    };
  }

  /** Of a token that was there before. */
  static Unreadable ofToken(VaultAnswer answer) {
    return switch (answer.status()) {
      case 400, 401, 403 ->
          at(
              "*",
              answer.status(),
              "Vault does not accept the token; it has expired, was revoked, or its policy lacks auth/token/lookup-self",
              Reach.SOURCE);
      default -> ofAny("*", answer);
    };
  }

  /** Of a wrapping token. */
  static Unreadable ofWrapping(VaultAnswer answer) {
    return switch (answer.status()) {
      case 400, 403, 404 ->
          at(
              "*",
              answer.status(),
              "the wrapping token has expired, or was used; if not by this server, by whom?",
              Reach.SOURCE);
      default -> ofAny("*", answer);
    };
  }

  /** Of anything. */
  static Unreadable ofAny(String path, VaultAnswer answer) {
    int status = answer.status();
    return switch (status) {
      case 200 ->
          at("*", 200, "this is no answer of Vault's; is weir.vault.address right?", Reach.SOURCE);
      case 301, 302, 303, 307, 308 ->
          at(
              "*",
              status,
              "Vault sends elsewhere, and only https to the same host is followed; name the active node or the balancer in weir.vault.address",
              Reach.SOURCE);
      case 412 -> at(path, status, "this node has not heard of the login yet", Reach.PATH_FOR_NOW);
      case 429 -> at("*", status, "too many requests for Vault's quota", Reach.SOURCE_FOR_NOW);
      case 472, 473 ->
          at(
              "*",
              status,
              "this node is a standby that reads no secrets; name the active node or the balancer in weir.vault.address",
              Reach.SOURCE_FOR_NOW);
      case 501 -> at("*", status, "Vault is not initialised", Reach.SOURCE_FOR_NOW);
      case 503 -> at("*", status, "Vault is sealed, or in maintenance", Reach.SOURCE_FOR_NOW);
      default ->
          status >= 500
              ? at("*", status, "Vault fails; its log tells why", Reach.SOURCE_FOR_NOW)
              : at(
                  path,
                  status,
                  "Vault refuses the request; are path and namespace right?",
                  Reach.PATH);
    };
  }

  /** Of a path by which no secret can be read. */
  static Unreadable unfit(String path, String hint) {
    return new Unreadable(SOURCE, path, Optional.empty(), hint, Reach.PATH);
  }

  /** Before anything was asked. */
  static Unreadable ofCredential(IllegalArgumentException why) {
    return noAnswer("no login without it: " + why.getMessage(), Reach.SOURCE);
  }

  /** Of files that are being rotated, or were spoiled. */
  static Unreadable ofTls(IllegalArgumentException why) {
    return noAnswer("no TLS without it: " + why.getMessage(), Reach.SOURCE_FOR_NOW);
  }

  /** Of a wrapping token that opens something else than it should. */
  static Unreadable ofForeignWrapping(String expected) {
    return noAnswer(
        "the wrapping token was not made by %s: somebody may have exchanged it".formatted(expected),
        Reach.SOURCE);
  }

  /** Of a token that no header can hold, such as one with a newline in it. */
  static Unreadable unfitToken() {
    return noAnswer("the token holds a character that cannot be sent", Reach.SOURCE);
  }

  /** Without an answer. */
  static Unreadable noAnswer(String hint, Reach reach) {
    return new Unreadable(SOURCE, "*", Optional.empty(), hint, reach);
  }

  private static Unreadable at(String path, int status, String hint, Reach reach) {
    return new Unreadable(SOURCE, path, Optional.of(status), hint, reach);
  }
}
