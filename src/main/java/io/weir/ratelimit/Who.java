package io.weir.ratelimit;

import io.weir.internal.client.AddressBlock;
import io.weir.internal.path.TargetForm;
import io.weir.internal.secret.Secret;
import io.weir.internal.settings.Mistakes;
import io.weir.secrets.Reading;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.Principal;
import java.util.Collections;
import java.util.List;

/** Whom a rule spares, after {@code except}; {@code toString} is how it is written. */
sealed interface Who {

  /** Whether this is who asks. */
  boolean is(Asked asked);

  /** Whether it depends on who is logged in. */
  default boolean needsUser() {
    return false;
  }

  /** Reads the setting {@code except}: {@code role:admin, ip:192.0.2.0/24}; blank is nobody. */
  static List<Who> parseAll(String text, String where, Mistakes mistakes) {
    return Words.of(text, where, mistakes)
        .map(words -> new WhoParser(words).all())
        .orElse(List.of());
  }

  /** Users who have a role. */
  record Role(String name) implements Who {
    public Role {
      Quotes.checkName(name, "a role's name belongs directly after the colon, as in role:admin.");
    }

    @Override
    public boolean is(Asked asked) {
      return asked.request().isUserInRole(name);
    }

    @Override
    public boolean needsUser() {
      return true;
    }

    @Override
    public String toString() {
      return "role:" + Quotes.quoted(name);
    }
  }

  /** A user, by exactly this name. */
  record User(String name) implements Who {
    public User {
      Quotes.checkName(
          name, "a user's name belongs directly after the colon, as in user:monitoring.");
    }

    @Override
    public boolean is(Asked asked) {
      Principal principal = asked.request().getUserPrincipal();
      return principal != null && name.equals(principal.getName());
    }

    @Override
    public boolean needsUser() {
      return true;
    }

    @Override
    public String toString() {
      return "user:" + Quotes.quoted(name);
    }
  }

  /** Clients with an address of a block. */
  record Address(AddressBlock block) implements Who {
    @Override
    public boolean is(Asked asked) {
      return asked.client().within(block);
    }

    @Override
    public String toString() {
      return "ip:" + block;
    }
  }

  /** Whoever asks for a path, if it can be read in one way only. */
  record AnyoneAt(PathPattern path) implements Who {

    @Override
    public boolean is(Asked asked) {
      return asked.path().form() == TargetForm.PLAIN && asked.path().all(path::matches);
    }

    @Override
    public String toString() {
      return "path:" + Quotes.quoted(path.toString());
    }
  }

  /**
   * Who knows a secret, and sends it in one header field.
   *
   * @param reference where the secret is kept; it is read at deployment
   */
  record Bearer(String header, String reference, Secret secret) implements Who {
    public Bearer {
      FieldPart.Header.checkName(header);
    }

    static Bearer of(String header, String reference) {
      return new Bearer(header, reference, Reading.strongSecret(reference));
    }

    @Override
    public boolean is(Asked asked) {
      List<String> lines = Collections.list(asked.request().getHeaders(header));
      // Containers give a header's bytes as ISO 8859-1 (RFC 9110 §5.5). In constant time, so that
      // the secret cannot be found out byte by byte.
      return lines.size() == 1
          && MessageDigest.isEqual(
              lines.get(0).getBytes(StandardCharsets.ISO_8859_1), secret.bytes());
    }

    @Override
    public String toString() {
      return "header:" + Quotes.quoted(header + "=" + Secret.shown(reference), ",;+#");
    }
  }
}
