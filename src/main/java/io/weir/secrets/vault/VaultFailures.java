package io.weir.secrets.vault;

import io.weir.secrets.source.SecretReadException;
import io.weir.secrets.source.SecretReadException.FailureScope;
import java.util.Optional;

/** What Vault's answers mean for an administrator. */
final class VaultFailures {

  private static final String SOURCE = "vault";

  private VaultFailures() {}

  /** Of a path that was read. */
  static SecretReadException ofRead(String path, KvResponse read) {
    VaultResponse answer = read.answer();
    return switch (answer.status()) {
      case 403 -> at(path, 403, denied(read), FailureScope.PATH);
      case 404 -> at(path, 404, missing(path, read), FailureScope.PATH);
      case 405 -> at(path, 405, "this is no path of a key/value secret", FailureScope.PATH);
      default -> ofAny(path, answer);
    };
  }

  private static String denied(KvResponse read) {
    return "the token's policy does not grant \"read\" on \"%s\", or there is no such mount"
        .formatted(read.asked());
  }

  private static String missing(String path, KvResponse read) {
    VaultResponse answer = read.answer();
    if (VaultResponse.text(VaultResponse.object(answer.object("data"), "metadata"), "deletion_time")
        .isPresent()) {
      return "its newest version was deleted; undelete it, or write a new one";
    }
    if (answer.has("warnings")) {
      return "the mount is of KV version 2, where \"%s\" lacks data/ behind the mount; leave weir.vault.kv-version out or set it to 2, and Weir adds it"
          .formatted(read.asked());
    }
    if (answer.has("errors")) {
      return "no such mount; a reference is vault:mount/path#key, and a mount with slashes in its"
          + " name is told in weir.vault.mount";
    }
    if (path.contains("/data/")) {
      return "nothing is stored at \"%s\"; write the reference without data/, which Weir adds itself"
          .formatted(read.asked());
    }
    return "nothing is stored at \"%s\"".formatted(read.asked());
  }

  /** Of a login. */
  static SecretReadException ofLogin(String path, VaultResponse answer) {
    return switch (answer.status()) {
      case 400, 401, 403 ->
          at(
              "*",
              answer.status(),
              "Vault refuses the login at %s; are role and credentials right, and still valid?"
                  .formatted(path),
              FailureScope.SOURCE);
      case 404, 405 ->
          at(
              "*",
              answer.status(),
              "no login method at %s; its mount is told in weir.vault.auth-mount".formatted(path),
              FailureScope.SOURCE);
      default -> ofAny("*", answer);
    };
  }

  /** Of a token that was there before. */
  static SecretReadException ofToken(VaultResponse answer) {
    return switch (answer.status()) {
      case 400, 401, 403 ->
          at(
              "*",
              answer.status(),
              "Vault does not accept the token; it has expired, was revoked, or its policy lacks"
                  + " auth/token/lookup-self",
              FailureScope.SOURCE);
      default -> ofAny("*", answer);
    };
  }

  /** Of a wrapping token. */
  static SecretReadException ofWrapping(VaultResponse answer) {
    return switch (answer.status()) {
      case 400, 403, 404 ->
          at(
              "*",
              answer.status(),
              "the wrapping token has expired, or was used; if not by this server, by whom?",
              FailureScope.SOURCE);
      default -> ofAny("*", answer);
    };
  }

  /** Of anything. */
  static SecretReadException ofAny(String path, VaultResponse answer) {
    int status = answer.status();
    return switch (status) {
      case 200 ->
          at(
              "*",
              200,
              "this is no answer of Vault's; is weir.vault.address right?",
              FailureScope.SOURCE);
      case 301, 302, 303, 307, 308 ->
          at(
              "*",
              status,
              "Vault sends elsewhere, and only https to the same host is followed; name the active"
                  + " node or the balancer in weir.vault.address",
              FailureScope.SOURCE);
      case 412 ->
          at(
              path,
              status,
              "this node has not heard of the login yet",
              FailureScope.PATH_TEMPORARILY);
      case 429 ->
          at("*", status, "too many requests for Vault's quota", FailureScope.SOURCE_TEMPORARILY);
      case 472, 473 ->
          at(
              "*",
              status,
              "this node is a standby that reads no secrets; name the active node or the balancer"
                  + " in weir.vault.address",
              FailureScope.SOURCE_TEMPORARILY);
      case 501 -> at("*", status, "Vault is not initialised", FailureScope.SOURCE_TEMPORARILY);
      case 503 ->
          at("*", status, "Vault is sealed, or in maintenance", FailureScope.SOURCE_TEMPORARILY);
      default ->
          status >= 500
              ? at("*", status, "Vault fails; its log tells why", FailureScope.SOURCE_TEMPORARILY)
              : at(
                  path,
                  status,
                  "Vault refuses the request; are path and namespace right?",
                  FailureScope.PATH);
    };
  }

  /** Of a path by which no secret can be read. */
  static SecretReadException unfit(String path, String hint) {
    return new SecretReadException(SOURCE, path, Optional.empty(), hint, FailureScope.PATH);
  }

  /** Before anything was asked. */
  static SecretReadException ofCredential(IllegalArgumentException why) {
    return noAnswer("no login without it: " + why.getMessage(), FailureScope.SOURCE);
  }

  /** Of files that are being rotated, or were spoiled. */
  static SecretReadException ofTls(IllegalArgumentException why) {
    return noAnswer("no TLS without it: " + why.getMessage(), FailureScope.SOURCE_TEMPORARILY);
  }

  /** Of a wrapping token that opens something else than it should. */
  static SecretReadException ofForeignWrapping(String expected) {
    return noAnswer(
        "the wrapping token was not made by %s: somebody may have exchanged it".formatted(expected),
        FailureScope.SOURCE);
  }

  /** Of a token that no header can hold, such as one with a newline in it. */
  static SecretReadException unfitToken() {
    return noAnswer("the token holds a character that cannot be sent", FailureScope.SOURCE);
  }

  /** Without an answer. */
  static SecretReadException noAnswer(String hint, FailureScope reach) {
    return new SecretReadException(SOURCE, "*", Optional.empty(), hint, reach);
  }

  private static SecretReadException at(String path, int status, String hint, FailureScope reach) {
    return new SecretReadException(SOURCE, path, Optional.of(status), hint, reach);
  }
}
