package io.weir.internal.rules;

import io.weir.internal.client.AddressBlock;
import io.weir.internal.path.TargetForm;
import io.weir.internal.secret.Secret;
import io.weir.internal.secret.SecretReader;
import io.weir.internal.settings.Mistakes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.Principal;
import java.util.Collections;
import java.util.List;

/** Whom a rule spares, after {@code except}; {@code toString} is how it is written. */
public sealed interface Exemption {

  /** Whether this is who asks. */
  boolean is(RequestFacts facts);

  /** Whether it depends on who is logged in. */
  default boolean needsUser() {
    return false;
  }

  /** Reads the setting {@code except}: {@code role:admin, ip:192.0.2.0/24}; blank is nobody. */
  static List<Exemption> parseAll(
      String text, String where, Mistakes mistakes, SecretReader secrets) {
    return RuleScanner.of(text, where, mistakes, secrets)
        .map(scanner -> new ExemptionParser(scanner).all())
        .orElse(List.of());
  }

  /** Users who have a role. */
  record Role(String name) implements Exemption {
    public Role {
      Quoting.checkName(name, "a role's name belongs directly after the colon, as in role:admin.");
    }

    @Override
    public boolean is(RequestFacts facts) {
      return facts.request().isUserInRole(name);
    }

    @Override
    public boolean needsUser() {
      return true;
    }

    @Override
    public String toString() {
      return "role:" + Quoting.quoted(name);
    }
  }

  /** A user, by exactly this name. */
  record User(String name) implements Exemption {
    public User {
      Quoting.checkName(
          name, "a user's name belongs directly after the colon, as in user:monitoring.");
    }

    @Override
    public boolean is(RequestFacts facts) {
      Principal principal = facts.request().getUserPrincipal();
      return principal != null && name.equals(principal.getName());
    }

    @Override
    public boolean needsUser() {
      return true;
    }

    @Override
    public String toString() {
      return "user:" + Quoting.quoted(name);
    }
  }

  /** Clients with an address of a block. */
  record Address(AddressBlock block) implements Exemption {
    @Override
    public boolean is(RequestFacts facts) {
      return facts.client().within(block);
    }

    @Override
    public String toString() {
      return "ip:" + block;
    }
  }

  /** Whoever asks for a path, if it can be read in one way only. */
  record AtPath(PathPattern path) implements Exemption {

    @Override
    public boolean is(RequestFacts facts) {
      return facts.path().form() == TargetForm.PLAIN && facts.path().all(path::matches);
    }

    @Override
    public String toString() {
      return "path:" + Quoting.quoted(path.toString());
    }
  }

  /**
   * Who knows a secret, and sends it in one header field.
   *
   * @param reference where the secret is kept; it is read at deployment
   */
  record SecretHeader(String header, String reference, Secret secret) implements Exemption {
    public SecretHeader {
      FieldPart.Header.checkName(header);
    }

    static SecretHeader of(String header, String reference, SecretReader secrets) {
      return new SecretHeader(header, reference, secrets.readStrong(reference));
    }

    @Override
    public boolean is(RequestFacts facts) {
      List<String> lines = Collections.list(facts.request().getHeaders(header));
      // Containers give a header's bytes as ISO 8859-1 (RFC 9110 §5.5). In constant time, so that
      // the secret cannot be found out byte by byte.
      return lines.size() == 1
          && MessageDigest.isEqual(
              lines.get(0).getBytes(StandardCharsets.ISO_8859_1), secret.bytes());
    }

    @Override
    public String toString() {
      return "header:" + Quoting.quoted(header + "=" + Secret.shown(reference), ",;+#");
    }
  }
}
