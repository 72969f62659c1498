package io.weir.sample.account;

/**
 * Somebody who may use the API.
 *
 * @param password its PBKDF2 hash, in the form of {@code Pbkdf2PasswordHash}
 * @param role {@code user} or {@code admin}
 */
record Account(String username, String password, String role) {

  /** Without the password, hashed or not. */
  @Override
  public String toString() {
    return username + " (" + role + ")";
  }
}
