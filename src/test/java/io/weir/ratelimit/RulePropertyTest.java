package io.weir.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.body.JsonPointerField;
import io.weir.internal.client.AddressBlock;
import io.weir.internal.counting.Block;
import io.weir.internal.counting.Refill;
import io.weir.internal.rules.CallerPart;
import io.weir.internal.rules.Countries;
import io.weir.internal.rules.Exemption;
import io.weir.internal.rules.FieldPart;
import io.weir.internal.rules.Key;
import io.weir.internal.rules.KeyPart;
import io.weir.internal.rules.PathPart;
import io.weir.internal.rules.PathPattern;
import io.weir.internal.rules.PathPatternPropertyTest;
import io.weir.internal.rules.ResolverPart;
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

    assertThat(RuleParser.parseAll(rule.toString(), "rules", mistakes, Sample.SECRETS))
        .containsExactly(rule);
    assertThat(mistakes.found()).isEmpty();
  }

  @Property
  void who_is_spared_is_what_the_text_says(@ForAll("except") List<Exemption> except) {
    Mistakes mistakes = new Mistakes();
    String text = String.join(",", except.stream().map(Exemption::toString).toList());

    assertThat(Exemption.parseAll(text, "except", mistakes, Sample.SECRETS)).isEqualTo(except);
    assertThat(mistakes.found()).isEmpty();
  }

  @Property
  void any_text_is_rules_or_mistakes(@ForAll("texts") String text) {
    Mistakes mistakes = new Mistakes();

    List<Rule> rules = RuleParser.parseAll(text, "rules", mistakes, Sample.SECRETS);

    assertThat(rules.isEmpty() && mistakes.none()).isFalse();
    Exemption.parseAll(text, "except", mistakes, Sample.SECRETS);
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
  Arbitrary<List<Exemption>> except() {
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
    Arbitrary<Exemption> paths =
        PathPatternPropertyTest.patterns("ab", " ,\"+=").map(Exemption.AtPath::new);
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
    return Combinators.combine(paths, limits())
        .flatAs(
            (of, limits) ->
                Combinators.combine(
                        names(),
                        Arbitraries.of("GET", "HEAD", "POST", "VERSION-CONTROL").set().ofMaxSize(3),
                        options(of, limits))
                    .as((name, methods, options) -> new Rule(name, methods, of, limits, options)));
  }

  private Arbitrary<RuleOptions> options(List<PathPattern> paths, List<Limit> limits) {
    Arbitrary<Boolean> either = Arbitraries.of(true, false);
    Arbitrary<List<Boolean>> switches = either.list().ofSize(3);
    long most = limits.stream().mapToLong(Limit::tokens).min().orElseThrow();
    return Combinators.combine(
            keys(paths),
            Arbitraries.of(Refill.values()),
            Arbitraries.longs().between(1, most),
            except(),
            switches,
            Arbitraries.of(new Countries(new TreeSet<>(Set.of(49, 1)))).optional(),
            Arbitraries.of(WhenClusterFails.values()).optional(),
            blocks().optional())
        .as(
            (key, refill, cost, except, on, countries, fallback, block) ->
                new RuleOptions(
                    key,
                    suited(refill, limits),
                    cost,
                    except,
                    on.get(0),
                    key.parts().stream().anyMatch(PathPart.OfPhone.class::isInstance)
                        ? countries
                        : Optional.empty(),
                    fallback,
                    on.get(1),
                    on.get(1) && on.get(2) && key.isName(),
                    block));
  }

  private static Arbitrary<Block> blocks() {
    return Combinators.combine(
            Arbitraries.longs().between(1, 86_400), Arbitraries.longs().between(0, 86_400))
        .as(
            (first, more) ->
                new Block(Duration.ofSeconds(first), Duration.ofSeconds(first + more)));
  }

  private static Refill suited(Refill refill, List<Limit> limits) {
    return limits.stream()
            .allMatch(
                limit ->
                    refill.suits(limit.period())
                        && (refill != Refill.STRICT || limit.tokens() <= Refill.MOST_STRICT))
        ? refill
        : Refill.WINDOW;
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
    Arbitrary<Long> tokens =
        Arbitraries.oneOf(
            Arbitraries.longs().between(1, Limit.MAX_TOKENS), Arbitraries.longs().between(1, 1000));
    return Combinators.combine(tokens, periods)
        .as(Limit::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .uniqueElements(Limit::period);
  }

  private static Arbitrary<Key> keys(List<PathPattern> paths) {
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
            paths.stream().allMatch(path -> path.hasVariable("v0")) ? variables : simple)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .uniqueElements()
        .map(Key::new);
  }
}
