package io.weir.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.client.AddressBlock;
import io.weir.internal.content.JsonField;
import io.weir.internal.grid.Refill;
import io.weir.internal.settings.Mistakes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RulePropertyTest {

  @Property(edgeCases = EdgeCasesMode.NONE)
  void a_rule_is_what_its_text_says(@ForAll("rules") Rule rule) {
    Mistakes mistakes = new Mistakes();

    assertThat(RuleParser.parseAll(rule.toString(), "rules", mistakes)).containsExactly(rule);
    assertThat(mistakes.found()).isEmpty();
  }

  @Property
  void who_is_spared_is_what_the_text_says(@ForAll("except") List<Who> except) {
    Mistakes mistakes = new Mistakes();
    String text = String.join(",", except.stream().map(Who::toString).toList());

    assertThat(Who.parseAll(text, "except", mistakes)).isEqualTo(except);
    assertThat(mistakes.found()).isEmpty();
  }

  @Property
  void any_text_is_rules_or_mistakes(@ForAll("texts") String text) {
    Mistakes mistakes = new Mistakes();

    List<Rule> rules = RuleParser.parseAll(text, "rules", mistakes);

    assertThat(rules.isEmpty() && mistakes.none()).isFalse();
    Who.parseAll(text, "except", mistakes);
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "calls",
            ":",
            "POST",
            "|",
            " ",
            " ",
            " ",
            "\t",
            "\n",
            "/a",
            "/{p}",
            "/**",
            ",",
            "5",
            "/",
            "minute",
            ";",
            "per",
            "ip",
            "+",
            "header:",
            "path:p",
            "json:",
            "cookie:",
            "param:x",
            "phone:p",
            "class:",
            "user:",
            "header:X=",
            "\"",
            "except",
            "role:",
            "ip:",
            "block",
            "doubling",
            "to",
            "countries",
            "+49",
            "cost",
            "strict",
            "counting",
            "sparing",
            "shadow",
            "when-cluster-fails",
            "#",
            "=",
            "*");
    return Arbitraries.oneOf(
        pieces.list().ofMaxSize(30).map(list -> String.join("", list)),
        pieces.list().ofMaxSize(30).map(list -> String.join(" ", list)),
        Arbitraries.strings().ofMaxLength(60));
  }

  @Provide
  Arbitrary<List<Who>> except() {
    Arbitrary<Who> roles =
        Arbitraries.strings()
            .withChars("ab\"\\ ,;+=#:|é\u00a0")
            .ofMinLength(1)
            .ofMaxLength(8)
            .filter(name -> !name.isBlank())
            .map(Who.Role::new);
    Arbitrary<Who> addresses =
        Arbitraries.of("192.0.2.0/24", "2001:db8::/32")
            .map(AddressBlock::parse)
            .map(Who.Address::new);
    Arbitrary<Who> users = roles.map(role -> new Who.User(((Who.Role) role).name()));
    Arbitrary<Who> paths = PathPatternPropertyTest.patterns("ab", " ,\"+=").map(Who.AnyoneAt::new);
    return Arbitraries.oneOf(roles, users, addresses, paths).list().ofMaxSize(3);
  }

  @Provide
  Arbitrary<Rule> rules() {
    Arbitrary<List<PathPattern>> paths =
        PathPatternPropertyTest.patterns("ab", " ,\"+=")
            .list()
            .ofMinSize(1)
            .ofMaxSize(3)
            .uniqueElements();
    return Combinators.combine(paths, limits(), except(), Arbitraries.of(Refill.values()))
        .flatAs(
            (of, limits, except, refill) ->
                Combinators.combine(
                        names(),
                        Arbitraries.of("GET", "HEAD", "POST", "VERSION-CONTROL").set().ofMaxSize(3),
                        keys(of),
                        Arbitraries.longs()
                            .between(
                                1, limits.stream().mapToLong(Limit::tokens).min().orElseThrow()),
                        Arbitraries.of(true, false),
                        Arbitraries.of(new Countries(new TreeSet<>(Set.of(49, 1)))).optional(),
                        Arbitraries.of(WhenClusterFails.values()).optional())
                    .as(
                        (name, methods, key, cost, shadow, countries, fallback) ->
                            new Rule(
                                name,
                                methods,
                                of,
                                limits,
                                key,
                                suited(refill, limits),
                                cost,
                                except,
                                shadow,
                                key.parts().stream().anyMatch(PathPart.OfPhone.class::isInstance)
                                    ? countries
                                    : Optional.empty(),
                                fallback)));
  }

  private static Refill suited(Refill refill, List<Limit> limits) {
    return limits.stream().allMatch(limit -> refill.suits(limit.period())) ? refill : Refill.WINDOW;
  }

  private static Arbitrary<String> names() {
    return Arbitraries.strings().withChars("aZ9-").ofMaxLength(6).map(rest -> "n" + rest);
  }

  private static Arbitrary<List<Limit>> limits() {
    Arbitrary<Duration> periods =
        Arbitraries.oneOf(
                Arbitraries.longs().between(1, 366L * 24 * 3600),
                Arbitraries.of(1L, 30L, 60L, 3600L, 7200L, 86400L))
            .map(Duration::ofSeconds);
    return Combinators.combine(Arbitraries.longs().between(1, Limit.MAX_TOKENS), periods)
        .as(Limit::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .uniqueElements(Limit::period);
  }

  private static Arbitrary<Key> keys(List<PathPattern> paths) {
    Arbitrary<Part> simple =
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
    Arbitrary<Part> fields =
        Arbitraries.oneOf(
            tokens.map(FieldPart.Header::new),
            tokens.map(FieldPart.Cookie::new),
            texts.map(FieldPart.Parameter::new),
            texts.map(text -> new FieldPart.Json(new JsonField("/" + text))));
    Arbitrary<Part> variables =
        Arbitraries.of(
            new PathPart.Variable("v0"), new PathPart.Phone("v0"), new PathPart.PhonePrefix("v0"));
    return Arbitraries.oneOf(
            simple,
            fields,
            paths.stream().allMatch(path -> path.hasVariable("v0")) ? variables : simple)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .uniqueElements()
        .map(Key::new);
  }
}
