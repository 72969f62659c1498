package io.weir.sample;

import java.security.Principal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Names of those who ask. */
public final class Users {

  private Users() {}

  /** The name of a user, or a 401. */
  public static String required(@Nullable Principal principal) {
    return Optional.ofNullable(principal)
        .map(Principal::getName)
        .orElseThrow(
            () ->
                Problem.unauthorized(
                    "This needs a user: send Basic credentials or a bearer token."));
  }

  /** The name of a user, or {@code anonymous}. */
  public static String orAnonymous(@Nullable Principal principal) {
    return Optional.ofNullable(principal).map(Principal::getName).orElse("anonymous");
  }
}
