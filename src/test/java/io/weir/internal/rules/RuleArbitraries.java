package io.weir.internal.rules;

import io.weir.internal.body.JsonPointerField;
import io.weir.internal.client.AddressBlock;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Arbitrary values of the rule language. */
public final class RuleArbitraries {

  private RuleArbitraries() {}

  /** Patterns of up to four segments, with variables v0, v1, … */
  public static Arbitrary<PathPattern> patterns(String letters, String others) {
    Arbitrary<String> literals =
        Arbitraries.strings().withChars(letters + others).ofMinLength(1).ofMaxLength(2);
    Arbitrary<String> segments = Arbitraries.oneOf(literals, Arbitraries.of("a", "b", "*", "{v}"));
    return segments
        .list()
        .ofMaxSize(4)
        .flatMap(
            list ->
                Arbitraries.of(true, false)
                    .map(anyRest -> new PathPattern(numbered(list), anyRest)));
  }

  private static List<PathSegment> numbered(List<String> texts) {
    List<PathSegment> segments = new ArrayList<>();
    int variables = 0;
    for (String text : texts) {
      segments.add(PathSegment.parse(text.equals("{v}") ? "{v" + variables++ + "}" : text));
    }
    return segments;
  }

  /** Patterns of up to three methods and one to three paths. */
  public static Arbitrary<RequestPattern> requests() {
    return Combinators.combine(
            Arbitraries.of("GET", "HEAD", "POST", "VERSION-CONTROL").set().ofMaxSize(3),
            patterns("ab", " ,\"+=").list().ofMinSize(1).ofMaxSize(3).uniqueElements())
        .as(RequestPattern::new);
  }

  /** Up to three exemptions. */
  public static Arbitrary<List<Exemption>> exemptions() {
    Arbitrary<Exemption> roles =
        Arbitraries.strings()
            .withChars("ab\"\\ ,;+=#:|é\u00a0")
            .ofMinLength(1)
            .ofMaxLength(8)
            .filter(name -> !name.isBlank())
            .map(Exemption.Role::new);
    Arbitrary<Exemption> addresses =
        Arbitraries.of("192.0.2.0/24", "2001:db8::/32")
            .map(AddressBlock::parse)
            .map(Exemption.Address::new);
    Arbitrary<Exemption> users =
        roles.map(role -> new Exemption.User(((Exemption.Role) role).name()));
    Arbitrary<Exemption> paths = patterns("ab", " ,\"+=").map(Exemption.AtPath::new);
    return Arbitraries.oneOf(roles, users, addresses, paths).list().ofMaxSize(3);
  }

  /** Keys of one to four parts that suit these requests. */
  public static Arbitrary<Key> keys(RequestPattern requests) {
    Arbitrary<KeyPart> simple =
        Arbitraries.of(
            new CallerPart.Ip(),
            new CallerPart.User(),
            new CallerPart.Session(),
            new CallerPart.Global(),
            new ResolverPart("com.example.Tenant"));
    Arbitrary<String> tokens =
        Arbitraries.strings().withChars("X-a#+").ofMinLength(1).ofMaxLength(4);
    Arbitrary<String> texts =
        Arbitraries.strings()
            .withChars("ab\"\\ ,;+=#:|é\u00a0")
            .ofMinLength(1)
            .ofMaxLength(6)
            .filter(text -> !text.isBlank());
    Arbitrary<KeyPart> fields =
        Arbitraries.oneOf(
            tokens.map(FieldPart.Header::new),
            tokens.map(FieldPart.Cookie::new),
            texts.map(FieldPart.Parameter::new),
            texts.map(text -> new FieldPart.Json(new JsonPointerField("/" + text))));
    Arbitrary<KeyPart> variables =
        Arbitraries.of(
            new PathPart.Variable("v0"), new PathPart.Phone("v0"), new PathPart.PhonePrefix("v0"));
    return Arbitraries.oneOf(
            simple,
            fields,
            requests.paths().stream().allMatch(path -> path.hasVariable("v0")) ? variables : simple)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .uniqueElements()
        .map(Key::new);
  }
}
