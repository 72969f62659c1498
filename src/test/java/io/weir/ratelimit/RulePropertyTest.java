package io.weir.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.counting.Block;
import io.weir.internal.counting.Limit;
import io.weir.internal.counting.Refill;
import io.weir.internal.counting.WhenClusterFails;
import io.weir.internal.rules.Countries;
import io.weir.internal.rules.Exemption;
import io.weir.internal.rules.RequestPattern;
import io.weir.internal.rules.RuleArbitraries;
import io.weir.internal.settings.Mistakes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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

  @Property(edgeCases = EdgeCasesMode.NONE)
  void a_rule_of_connections_is_what_its_text_says(
      @ForAll("connections") ConnectionLimits connection,
      @ForAll("someLimits") List<Limit> limits) {
    Rule one = Sample.rule("calls: POST /call 1/minute per user");
    Rule rule = new Rule("calls", one.requests(), limits, connection, one.options());
    Mistakes mistakes = new Mistakes();

    assertThat(RuleParser.parseAll(rule.toString(), "rules", mistakes)).containsExactly(rule);
    assertThat(mistakes.found()).isEmpty();
  }

  @Provide
  Arbitrary<List<Limit>> someLimits() {
    return Arbitraries.oneOf(Arbitraries.just(List.of()), limits());
  }

  @Provide
  Arbitrary<ConnectionLimits> connections() {
    Arbitrary<Long> kilobytes = Arbitraries.longs().between(1, ConnectionLimits.MOST_KILOBYTES);
    Arbitrary<Duration> periods =
        Arbitraries.longs().between(1, Limit.MAX_PERIOD.toSeconds()).map(Duration::ofSeconds);
    return Combinators.combine(
            Arbitraries.longs().between(1, ConnectionLimits.MOST_AT_ONCE).optional(),
            periods.optional(),
            Combinators.combine(Arbitraries.longs().between(1, Limit.MAX_TOKENS), periods)
                .as(Limit::new)
                .optional(),
            Combinators.combine(kilobytes.map(kB -> 1000 * kB), periods).as(Limit::new).optional(),
            kilobytes.map(kB -> 1000 * kB).optional())
        .as(
            (concurrency, duration, messages, bytes, most) ->
                new ConnectionLimits(
                    optional(concurrency), duration, messages, bytes, optional(most)))
        .filter(limits -> !limits.isEmpty());
  }

  private static OptionalLong optional(Optional<Long> number) {
    return number.map(OptionalLong::of).orElseGet(OptionalLong::empty);
  }

  @Property
  void any_text_is_rules_or_mistakes(@ForAll("texts") String text) {
    Mistakes mistakes = new Mistakes();

    List<Rule> rules = RuleParser.parseAll(text, "rules", mistakes);

    assertThat(rules.isEmpty() && mistakes.none()).isFalse();
    Exemption.parseAll(text, "except", mistakes);
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
            "at once",
            "minutes each",
            "messages",
            "kB",
            "a message",
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
  Arbitrary<Rule> rules() {
    return Combinators.combine(RuleArbitraries.requests(), limits())
        .flatAs(
            (requests, limits) ->
                Combinators.combine(names(), options(requests, limits))
                    .as((name, options) -> new Rule(name, requests, limits, options)));
  }

  private Arbitrary<RuleOptions> options(RequestPattern requests, List<Limit> limits) {
    Arbitrary<Boolean> either = Arbitraries.of(true, false);
    Arbitrary<List<Boolean>> switches = either.list().ofSize(6);
    long most = limits.stream().mapToLong(Limit::tokens).min().orElseThrow();
    return Combinators.combine(
            RuleArbitraries.keys(requests),
            Arbitraries.of(Refill.values()),
            Arbitraries.longs().between(1, most),
            RuleArbitraries.exemptions(),
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
                    key.hasPhoneNumber() ? countries : Optional.empty(),
                    fallback,
                    on.get(1),
                    on.get(1) && on.get(2) && !key.hasName(),
                    on.get(1) && on.get(2) && key.isName(),
                    on.get(1) && on.get(4) && key.hasName(),
                    on.get(5),
                    on.get(1) && on.get(3) && (!on.get(2) || key.hasName())
                        ? Optional.of(sign(on.get(4)))
                        : Optional.empty(),
                    block));
  }

  private static SuccessSign sign(boolean byStatus) {
    return byStatus
        ? new SuccessSign(SuccessSign.Kind.STATUS, new TreeSet<>(Set.of(200, 303)))
        : new SuccessSign(SuccessSign.Kind.REDIRECT, new TreeSet<>());
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
}
