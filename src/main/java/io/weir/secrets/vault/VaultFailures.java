package io.weir.secrets.vault;

import io.weir.secrets.source.SecretReadException;
import io.weir.secrets.source.SecretReadException.FailureScope;

/** Explains responses of Vault that are no secrets to the administrator. */
final class VaultFailures {

  private static final String SOURCE = "vault";

  private VaultFailures() {}

  /** A path cannot be read. */
  static SecretReadException ofRead(String path, KvResponse read) {
    return switch (read.status()) {
      case 403 -> at(path, 403, denied(read), FailureScope.PATH);
      case 404 -> at(path, 404, missing(path, read), FailureScope.PATH);
      case 405 -> at(path, 405, "this is not the path of a key/value secret", FailureScope.PATH);
      default -> ofAny(path, read.response());
    };
  }

  private static String denied(KvResponse read) {
    return "the token's policy does not grant \"read\" on \"%s\", or there is no such mount"
        .formatted(read.requestPath());
  }

  private static String missing(String path, KvResponse read) {
    JsonObject body = read.response().body();
    if (body.object("data").object("metadata").text("deletion_time").isPresent()) {
      return "its newest version was deleted; undelete it, or write a new one";
    }
    if (body.hasElements("warnings")) {
      return "the mount has KV version 2, and \"%s\" has no data/ after the mount; remove weir.vault.kv-version or set it to 2, so that Weir adds data/"
          .formatted(read.requestPath());
    }
    if (body.hasElements("errors")) {
      return "no such mount; a reference has the form vault:mount/path#key, and a mount with slashes in its name must be set in weir.vault.mount";
    }
    if (path.contains("/data/")) {
      return "nothing is stored at \"%s\"; remove data/ from the reference, because Weir adds it itself"
          .formatted(read.requestPath());
    }
    return "nothing is stored at \"%s\"".formatted(read.requestPath());
  }

  /** A login fails. */
  static SecretReadException ofLogin(String path, VaultResponse response) {
    int status = response.status();
    return switch (status) {
      case 400, 401, 403 ->
          source(
              status,
              "Vault refuses the login at %s; check that the role and the credentials are right and still valid"
                  .formatted(path));
      case 404, 405 ->
          source(
              status,
              "there is no login method at %s; set weir.vault.auth-mount to its mount"
                  .formatted(path));
      default -> ofAny("*", response);
    };
  }

  /** The lookup of a token that existed before fails. */
  static SecretReadException ofToken(VaultResponse response) {
    return switch (response.status()) {
      case 400, 401, 403 ->
          source(
              response.status(),
              "Vault does not accept the token; it has expired, was revoked, or its policy lacks auth/token/lookup-self");
      default -> ofAny("*", response);
    };
  }

  /** A wrapping token cannot be unwrapped. */
  static SecretReadException ofWrapping(VaultResponse response) {
    return switch (response.status()) {
      case 400, 403, 404 ->
          source(
              response.status(),
              "the wrapping token has expired or was used; if this server did not use it, somebody else did");
      default -> ofAny("*", response);
    };
  }

  /** Any request fails. */
  static SecretReadException ofAny(String path, VaultResponse response) {
    int status = response.status();
    return switch (status) {
      case 200 -> source(status, "this is not a response of Vault; check weir.vault.address");
      case 301, 302, 303, 307, 308 ->
          source(
              status,
              "Vault redirects, and Weir follows only redirects over https to the same host; set weir.vault.address to the active node or the load balancer");
      case 412 ->
          at(path, status, "this node does not know the login yet", FailureScope.PATH_TEMPORARILY);
      case 429 -> sourceForAWhile(status, "the requests exceed Vault's quota");
      case 472, 473 ->
          sourceForAWhile(
              status,
              "this node is a standby that does not read secrets; set weir.vault.address to the active node or the load balancer");
      case 501 -> sourceForAWhile(status, "Vault is not initialised");
      case 503 -> sourceForAWhile(status, "Vault is sealed, or in maintenance");
      default ->
          status >= 500
              ? sourceForAWhile(status, "Vault fails; its log contains the reason")
              : at(
                  path,
                  status,
                  "Vault refuses the request; check the path and the namespace",
                  FailureScope.PATH);
    };
  }

  /** Weir does not read this path. */
  static SecretReadException unfit(String path, String hint) {
    return new SecretReadException(SOURCE, path, hint, FailureScope.PATH);
  }

  /** A credential cannot be read, so there is no login. */
  static SecretReadException ofCredential(IllegalArgumentException why) {
    return noResponse(
        "cannot log in without this credential: " + why.getMessage(), FailureScope.SOURCE);
  }

  /** The files for TLS cannot be used; perhaps they are being rotated. */
  static SecretReadException ofTls(IllegalArgumentException why) {
    return noResponse(
        "cannot use TLS without this file: " + why.getMessage(), FailureScope.SOURCE_TEMPORARILY);
  }

  /** Another path than the expected one created a wrapping token. */
  static SecretReadException ofForeignWrapping(String expected) {
    return noResponse(
        "the wrapping token was not created by %s; somebody may have replaced it"
            .formatted(expected),
        FailureScope.SOURCE);
  }

  /** There is no response. */
  static SecretReadException noResponse(String hint, FailureScope scope) {
    return new SecretReadException(SOURCE, "*", hint, scope);
  }

  private static SecretReadException source(int status, String hint) {
    return at("*", status, hint, FailureScope.SOURCE);
  }

  private static SecretReadException sourceForAWhile(int status, String hint) {
    return at("*", status, hint, FailureScope.SOURCE_TEMPORARILY);
  }

  private static SecretReadException at(String path, int status, String hint, FailureScope scope) {
    return new SecretReadException(SOURCE, path, status, hint, scope);
  }
}
