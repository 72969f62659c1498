package io.weir.internal.rules;

import io.weir.internal.client.AddressBlock;
import io.weir.internal.http.RequestHead;
import io.weir.internal.path.RequestPath;
import io.weir.internal.path.TargetForm;
import io.weir.internal.secret.Secret;
import io.weir.internal.settings.Deferred;
import io.weir.internal.settings.Mistakes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/** Requests that are not counted, after {@code except}; {@code toString} is how it is written. */
public sealed interface Exemption {

  /** Whether it applies to a request. */
  boolean matches(RequestFacts facts);

  /** Whether it depends on the authenticated user. */
  default boolean needsUser() {
    return false;
  }

  /** Reads the setting {@code except}: {@code role:admin, ip:192.0.2.0/24}; blank is none. */
  static List<Exemption> parseAll(String text, String where, Mistakes mistakes) {
    return RuleScanner.of(text, where, mistakes, List.of())
        .map(scanner -> new ExemptionParser(scanner).all())
        .orElse(List.of());
  }

  /** Reads the list that follows; mistakes go to the scanner. */
  static List<Exemption> parse(RuleScanner scanner) {
    return new ExemptionParser(scanner).list();
  }

  /** Users who have a role. */
  record Role(String name) implements Exemption {
    public Role {
      Quoting.checkName(name, "a role's name must follow the colon directly, as in role:admin.");
    }

    @Override
    public boolean matches(RequestFacts facts) {
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

  /** The user with exactly this name. */
  record User(String name) implements Exemption {
    public User {
      Quoting.checkName(
          name, "a user's name must follow the colon directly, as in user:monitoring.");
    }

    @Override
    public boolean matches(RequestFacts facts) {
      return facts.userName().get().filter(name::equals).isPresent();
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

  /** Clients with an address in a block. */
  record Address(AddressBlock block) implements Exemption {
    @Override
    public boolean matches(RequestFacts facts) {
      return facts.client().within(block);
    }

    @Override
    public String toString() {
      return "ip:" + block;
    }
  }

  /** Requests for a path that can be read in one way only. */
  record AtPath(PathPattern path) implements Exemption {

    @Override
    public boolean matches(RequestFacts facts) {
      return matches(facts.path());
    }

    /** Whether it applies to a request for this path. */
    public boolean matches(RequestPath requested) {
      return requested.form() == TargetForm.PLAIN && requested.all(path::matches);
    }

    @Override
    public String toString() {
      return "path:" + Quoting.quoted(path.toString());
    }
  }

  /**
   * Clients that know a secret and send it in exactly one header field.
   *
   * @param reference where the secret is kept
   * @param secret its value, read at deployment
   */
  record SecretHeader(String header, String reference, Deferred<Secret> secret)
      implements Exemption {
    public SecretHeader {
      FieldPart.Header.checkName(header);
    }

    @Override
    public boolean matches(RequestFacts facts) {
      List<String> lines = RequestHead.fieldLines(facts.request(), header);
      // Containers decode header fields as ISO 8859-1 (RFC 9110 §5.5). The comparison takes
      // constant
      // time, so that the secret cannot be found byte by byte.
      return lines.size() == 1
          && MessageDigest.isEqual(
              lines.get(0).getBytes(StandardCharsets.ISO_8859_1), secret.get().bytes());
    }

    @Override
    public String toString() {
      return "header:" + Quoting.quoted(header + "=" + Secret.shown(reference), ",;+#");
    }
  }
}
