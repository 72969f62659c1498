package io.weir.secrets.vault;

/**
 * A response of Vault. Weir decides by the status and the structure, never by messages: they differ
 * between versions, and between Vault and OpenBao.
 *
 * @param body empty if there was none or it was no JSON object
 */
record VaultResponse(int status, JsonObject body) {

  boolean isSuccess() {
    return status == 200 || status == 204;
  }

  /** An object in the body; an empty one if it is absent. */
  JsonObject object(String name) {
    return body.object(name);
  }

  /** The body may contain secrets. */
  @Override
  public String toString() {
    return "HTTP status " + status;
  }
}
