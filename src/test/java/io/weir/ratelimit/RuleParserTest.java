package io.weir.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Mistakes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleParserTest {

  @ParameterizedTest
  @CsvSource(
      delimiterString = "→",
      quoteCharacter = '\0',
      textBlock =
          """
          token: POST /token 5/minute per ip              → token: POST /token 5 per 1 minute per ip
          /** 300 per minute                              → rule-1: /** 300 per 1 minute per ip
          token:/token 5/minute                           → token: /token 5 per 1 minute per ip
          token : post /token 5/minute                    → token: POST /token 5 per 1 minute per ip
          a: POST | GET /a 1/second                       → a: GET|POST /a 1 per 1 second per ip
          a: GET /a, /b,/c 1/second                       → a: GET /a, /b, /c 1 per 1 second per ip
          a: / 10 per 30 seconds                          → a: / 10 per 30 seconds per ip
          a: /x 1 per 120 Minutes                         → a: /x 1 per 2 hours per ip
          a: /x 90/MONTH; 5 / minute;2/Seconds            → a: /x 90 per 30 days; 5 per 1 minute; 2 per 1 second per ip
          a: /x 5 per 30seconds                           → a: /x 5 per 30 seconds per ip
          a: /c/{phone}/* 2/minute; 50/day per user       → a: /c/{phone}/* 2 per 1 minute; 50 per 1 day per user
          a: /c/{p}/** 2/day per path:p+ip                → a: /c/{p}/** 2 per 1 day per path:p+ip
          a: /x 2/day per ip + header:X-Tenant            → a: /x 2 per 1 day per ip+header:X-Tenant
          a: /x 2/day per header:"X#+"                    → a: /x 2 per 1 day per header:"X#+"
          a: /x 2/day per cookie:tenant_id                → a: /x 2 per 1 day per cookie:tenant_id
          a: /x 2/day per ip+param:j_username             → a: /x 2 per 1 day per ip+param:j_username
          a: /x 2/day per param:"user name"               → a: /x 2 per 1 day per param:"user name"
          a: /x 2/day per json:/user/name+ip              → a: /x 2 per 1 day per json:/user/name+ip
          a: /x 2/day per json:"/a b/~1c"                 → a: /x 2 per 1 day per json:"/a b/~1c"
          a: /x 2/day per class:com.example.Tenant        → a: /x 2 per 1 day per class:com.example.Tenant
          a: /c/{p} 2/day per phone:p                     → a: /c/{p} 2 per 1 day per phone:p
          a: /c/{p} 2/day per user+phone-prefix:p         → a: /c/{p} 2 per 1 day per user+phone-prefix:p
          a: /c/{p} 2/day per phone:p countries +49,+43   → a: /c/{p} 2 per 1 day per phone:p countries +43, +49
          a: /c/{p} 2/day countries +1 shadow per phone:p → a: /c/{p} 2 per 1 day per phone:p shadow countries +1
          a: /x 2/day except user:joe, user:"J Doe"       → a: /x 2 per 1 day per ip except user:joe, user:"J Doe"
          a: /x 2/day except path:/health, path:"/a b/**" → a: /x 2 per 1 day per ip except path:/health, path:"/a b/**"
          a: /x 2/day per session window                  → a: /x 2 per 1 day per session
          a: /x 2/day per global smooth                   → a: /x 2 per 1 day per global smooth
          a: /x 2/day shadow cost 2 aligned per user      → a: /x 2 per 1 day per user aligned cost 2 shadow
          a: /x 2/day except role:a, ip:192.0.2.0/24      → a: /x 2 per 1 day per ip except role:a, ip:192.0.2.0/24
          a: /x 2/day except role:"A B",ip:2001:db8::/32  → a: /x 2 per 1 day per ip except role:"A B", ip:2001:db8::/32
          a: /x 2/day except role:"say ""hi""\"            → a: /x 2 per 1 day per ip except role:"say ""hi""\"
          a: /x 2/day except role:DOMAIN\\joe             → a: /x 2 per 1 day per ip except role:DOMAIN\\joe
          a: /x 2/day when-cluster-fails closed           → a: /x 2 per 1 day per ip when-cluster-fails closed
          a: "/my file, draft", /b 2/day                  → a: "/my file, draft", /b 2 per 1 day per ip
          a: /call/+49/"a b"/c 2/day                      → a: "/call/+49/a b/c" 2 per 1 day per ip
          a: /x 2/day except role:"a # b" # per user      → a: /x 2 per 1 day per ip except role:"a # b"
          a: POST /x 3 at once per user                   → a: POST /x 3 at once per user
          a: /x/** 10 at once; 1 hour each                → a: /x/** 10 at once; 1 hour each per ip
          a: /x 90 Minutes each;5/minute; 1 at  once      → a: /x 5 per 1 minute; 1 at once; 90 minutes each per ip
          a: /x 30seconds each                            → a: /x 30 seconds each per ip
          a: /x 20 messages/second; 1000 kB/minute        → a: /x 20 messages per 1 second; 1000 kB per 1 minute per ip
          a: /x 1 message per 2 hours; 5 kb per 3 days    → a: /x 1 messages per 2 hours; 5 kB per 3 days per ip
          a: /x 64kB a message shadow                     → a: /x 64 kB a message per ip shadow
          a: /x 64 kB a message; 2/day; 8 kB/day; 3/minute → a: /x 2 per 1 day; 3 per 1 minute; 8 kB per 1 day; 64 kB a message per ip
          """)
  void a_line_means_its_canonical_form(String line, String canonical) {
    assertThat(mistakesIn(line)).isEmpty();
    assertThat(read(line)).singleElement().hasToString(canonical);
    assertThat(read(canonical)).isEqualTo(read(line));
  }

  @Test
  void a_table_may_have_comments_and_blank_lines_tabs_and_any_line_ends() {
    String table =
        "\r\n  \r\n# name: methods paths\r\n\tcalls:\tPOST\t/call\t2/minute\r\n\r\n  # all\r\n/** 9/minute\u00a0per ip#\r\n";

    assertThat(mistakesIn(table))
        .singleElement()
        .asString()
        .startsWith("rules, line 5: \"ip#\": no key \"ip#\";");
    assertThat(read(table.replace("ip#", "ip #")))
        .extracting(Rule::toString)
        .containsExactly(
            "calls: POST /call 2 per 1 minute per ip", "rule-2: /** 9 per 1 minute per ip");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "→",
      quoteCharacter = '\0',
      textBlock =
          """
          2 at onse        → "2 at onse": "once" must follow at, as in 2 at once.
          2 at             → "2 at": "once" must follow at, as in 2 at once.
          0 at once        → "0 at once": 1 to 1000000 requests at once are allowed.
          1000001 at once  → "1000001 at once": 1 to 1000000 requests at once are allowed.
          2 at once; 3 at once → "3 at once": a rule has one limit of this kind; the smaller one is enough.
          30 minutes       → "30 minutes": a limit is a whole number and a period, for example 5/minute or 10 per 30 seconds.
          0 hours each     → "0 hours each": 1 second to 366 days are allowed, in whole seconds.
          367 days each    → "367 days each": 1 second to 366 days are allowed, in whole seconds.
          5 messages       → "5 messages": a limit of messages has a period, as in 20 messages/second or 1000 kB/minute, or is for each message, as in 64 kB a message.
          64 kB            → "64 kB": a limit of messages has a period, as in 20 messages/second or 1000 kB/minute, or is for each message, as in 64 kB a message.
          64 kB/msg        → "64 kB/msg": no unit "msg"; allowed are second, minute, hour, day, month.
          0 messages/day   → "0 messages/day": 1 to 1000000000 requests are allowed.
          0 kB a message   → "0 kB a message": 1 to 1000000 kB are allowed.
          1000001 kB/day   → "1000001 kB/day": 1 to 1000000 kB are allowed.
          2 at once cost 2 per ip → "cost" does not suit "2 at once", which limits requests while they last; write two rules.
          5/minute; 1 day each smooth → "smooth" does not suit "1 day each", which limits requests while they last; write two rules.
          2 at once block 1 minute → "block" does not suit "2 at once", which limits requests while they last; write two rules.
          2 at once counting failures → "counting failures" does not suit "2 at once", which limits requests while they last; write two rules.
          5/minuet         → "5/minuet": no unit "minuet"; allowed are second, minute, hour, day, month. Did you mean "minute"?
          1/2 hours        → "1/2 hours": a number of units needs "per": write 1 per 2 hours.
          5/10             → "5/10": a number of units needs "per": write 5 per 10 seconds.
          5                → "5": a limit is a whole number and a period, for example 5/minute or 10 per 30 seconds.
          5 per ip         → "5": a limit is a whole number and a period, for example 5/minute or 10 per 30 seconds.
          five/minute      → "five/minute": a limit is a whole number and a period, for example 5/minute or 10 per 30 seconds.
          1,000/minute     → "1,000/minute": a limit is a whole number and a period, for example 5/minute or 10 per 30 seconds.
          1.5/minute       → "1.5/minute": a limit is a whole number and a period, for example 5/minute or 10 per 30 seconds.
          5 calls per day per ip → "5 calls per day": a limit is a whole number and a period, for example 5/minute or 10 per 30 seconds.
          0/minute         → "0/minute": 1 to 1000000000 requests are allowed.
          99999999999999999999/minute → "99999999999999999999/minute": 1 to 1000000000 requests are allowed.
          5 per 0 minutes  → "5 per 0 minutes": a period of 1 second to 366 days is allowed, in whole seconds.
          5 per 13 months  → "5 per 13 months": a period of 1 second to 366 days is allowed, in whole seconds.
          5 per            → "5 per": a unit is missing; allowed are second, minute, hour, day, month.
          5/ per ip        → "5/": a unit is missing; allowed are second, minute, hour, day, month.
          per ip           → a limit is missing, for example 5/minute or 10 per 30 seconds.
          5/minute; per ip → a limit is missing, for example 5/minute or 10 per 30 seconds.
          5/minute, 50/day → "50/day": limits are separated by ";", as in 5/minute; 50/day.
          5/minute 50/day  → "50/day": limits are separated by ";", as in 5/minute; 50/day.
          5/minute; 6 per 60 seconds → "6 per 1 minute": another limit of the rule has the same period; the smaller one is enough.
          5 per 7 seconds aligned → "5 per 7 seconds" cannot be aligned: its period does not divide a day evenly; 30 seconds, 1, 5 or 15 minutes, 1 or 6 hours and 1 day do.
          """)
  void a_wrong_limit_is_reported(String limit, String what) {
    assertThat(mistakesIn("a: POST /a " + limit)).containsExactly("rules, line 1: " + what);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "→",
      quoteCharacter = '\0',
      textBlock =
          """
          per phone:b      → "phone:b": the path /a has no variable {b}.
          countries +49    → "countries +49": the key must contain a telephone number, as in per phone:phone.
          countries DE     → "countries DE": calling codes must follow, separated by ",", as in countries +49, +43.
          countries        → "countries": calling codes must follow, separated by ",", as in countries +49, +43.
          countries +999   → "countries +999": no country has the calling code +999; +49 is Germany, +1 is the USA and Canada.
          per path:b       → "path:b": the path /a has no variable {b}.
          cost             → "cost": a whole number up to 1000000000 must follow cost, as in cost 2.
          cost two shadow  → "cost two": a whole number up to 1000000000 must follow cost, as in cost 2.
          cost 0           → "cost": 1 to 1000000000 tokens are allowed.
          cost 6           → "5 per 1 minute": the rule's cost is greater, so every request would be refused.
          shadow shadow    → "shadow": write each option once.
          window smooth    → "smooth": only one of window, smooth, aligned and strict is allowed.
          pre ip           → "pre": unknown option; allowed are per, window, smooth, aligned, strict, cost, except, counting, sparing, refusing, same-site, success, block, countries, shadow, when-cluster-fails. Names with blanks need quotes. Did you mean "per"?
          excpet role:a, role:b shadow → "excpet": unknown option; allowed are per, window, smooth, aligned, strict, cost, except, counting, sparing, refusing, same-site, success, block, countries, shadow, when-cluster-fails. Names with blanks need quotes. Did you mean "except"?
          when-cluster-fails close → "when-cluster-fails close": local, open or closed must follow. Did you mean "closed"?
          when-cluster-fails shadow → "when-cluster-fails": local, open or closed must follow.
          except shadow    → an exemption is missing; role:NAME, user:NAME, ip:BLOCK, path:PATTERN or header:NAME=REFERENCE, for example role:admin or ip:192.0.2.0/24.
          counting sucess       → "counting sucess": "failures" must follow.
          counting failures counting failures → "counting": write each option once.
          sparing knwon         → "sparing knwon": "known" must follow.
          sparing known         → "sparing known": the rule must count failures by a user's name alone, as in per param:username counting failures sparing known.
          sparing known per param:u → "sparing known": the rule must count failures by a user's name alone, as in per param:username counting failures sparing known.
          sparing known per ip+param:u counting failures → "sparing known": the rule must count failures by a user's name alone, as in per param:username counting failures sparing known.
          counting failures of basci → "counting failures of": "basic" must follow of, as in counting failures of basic.
          counting failures of basic per ip+param:u → "of basic": the name is in the Authorization header and not in a field; count per ip.
          refusing unreadable   → "refusing unreadable": the rule must count failures by a user's name, as in per ip+param:username counting failures refusing unreadable.
          refusing all          → "refusing all": "unreadable" must follow.
          counting failures success on 204 → "success on": "on status 204", "on redirect" or "on session" must follow.
          counting failures success on status 99 → "success on status 99": statuses from 200 to 599 must follow, separated by ",", as in success on status 200, 204.
          success on redirect   → "success on redirect": the rule must count failures of the application's own login.
          counting failures of basic success on session → "success on session": the rule must count failures of the application's own login.
          block                 → "block": a unit is missing; allowed are second, minute, hour, day, month.
          block 10 minuets      → "block 10 minuets": no unit "minuets"; allowed are second, minute, hour, day, month. Did you mean "minute"?
          block 0 minutes       → "block 0 minutes": a block of 1 second to 366 days is allowed.
          block 13 months       → "block 13 months": a block of 1 second to 366 days is allowed.
          block 1 hour doubling 1 day → "block 1 hour doubling": "to" and a period must follow doubling, as in block 1 minute doubling to 1 day.
          block 1 hour doubling to 1 minute → "block 1 hour doubling to 1 minute": the time after "doubling to" must be longer than the first block.
          """)
  void a_wrong_option_is_reported(String options, String what) {
    assertThat(mistakesIn("a: POST /a 5/minute " + options))
        .containsExactly("rules, line 1: " + what);
  }

  @Test
  void a_strict_limit_is_small() {
    assertThat(mistakesIn("a: POST /a 1000/day strict")).isEmpty();
    assertThat(mistakesIn("a: POST /a 1001/day strict"))
        .containsExactly(
            "rules, line 1: \"1001 per 1 day\" cannot be strict: Weir stores the time of each request then,"
                + " and at most 1000 of them; use window, smooth or aligned.");
  }

  @Test
  void every_mistake_of_every_line_is_reported() {
    String table =
        """
        a: PSOT /a;b 5/minuet; 7/hour; 3/hour per usr smooth strict shadw cost 9
        b: /fine 5/minute
        b: /{x}/{x} 5/minute
        """;

    assertThat(mistakesIn(table))
        .extracting(mistake -> mistake.replaceFirst(";.*", ""))
        .containsExactly(
            "rules, line 1: \"PSOT\": no such method",
            "rules, line 1: \"/a",
            "rules, line 1: \"5/minuet\": no unit \"minuet\"",
            "rules, line 1: \"usr\": no key \"usr\"",
            "rules, line 1: \"strict\": only one of window, smooth, aligned and strict is allowed.",
            "rules, line 1: \"shadw\": unknown option",
            "rules, line 1: \"7 per 1 hour\": the rule's cost is greater, so every request would be refused.",
            "rules, line 1: \"3 per 1 hour\": another limit of the rule has the same period",
            "rules, line 1: \"3 per 1 hour\": the rule's cost is greater, so every request would be refused.",
            "rules, line 3: \"/{x}/{x}\": each variable of a path needs a name of its own.",
            "rules, line 3: \"b\": the name is already taken in rules, line 2");
    assertThat(read(table)).extracting(Rule::name).containsExactly("b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "all: /** 60/minute",
        "all:  GET|POST /** 60/minute",
        "POST /login, /token 60/minute",
        "/** 60/minute",
        "\\n all: /** 60/minute",
        "; all: /** 60/minute",
        "; /** 60/minute; 1000/day per user",
      })
  void another_rule_on_the_line_is_told(String another) {
    String begins = another.replaceFirst("^(\\\\n|[; ])*", "").replaceFirst("/(\\S*).*", "/$1");
    for (String rule :
        List.of(
            "a: POST /a 5/minute ",
            "/a 5 per 30 seconds per ip",
            "a: /a 5/day except path:/a/b ")) {
      assertThat(mistakesIn(rule + " " + another))
          .containsExactly(
              "rules, line 1: \"%s\": another rule begins here; write each rule on a line of its own."
                  .formatted(begins));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: GET /a, POST /a",
        "a: /a 5/minute per header:\"X all: /** 6/minute\"",
        "a: /a/1 5/minute # all: /** 6/minute",
      })
  void what_is_no_other_rule_is_not_taken_for_one(String line) {
    assertThat(mistakesIn(line)).noneMatch(mistake -> mistake.contains("another rule begins"));
  }

  /** The table of the manual. */
  @Test
  void the_whole_language_is_known() {
    String table =
        """
        # name:   methods  paths                                limits               per key                options
        token:    POST     /token                               5/minute             per ip
        refresh:  POST     /auth/refresh                        10/minute            per ip
        calls:    POST     /make-call/{phone}/{scenario}        2/minute; 50/day     per user               strict
        number:   POST     /make-call/{phone}/**                10/day               per phone:phone
        login:    POST     /auth/login, /j_security_check       5/minute             per ip+param:j_username   counting failures
        all:               /**                                  300 per minute       per ip
        """;

    assertThat(mistakesIn(table)).isEmpty();
    assertThat(read(table))
        .extracting(Rule::name)
        .containsExactly("token", "refresh", "calls", "number", "login", "all");
  }

  @Test
  void no_two_rules_and_limits_have_one_name_in_headers() {
    assertThat(mistakesIn("rule-2: /a 1/day\n/b 1/day"))
        .containsExactly(
            "rules, line 2: \"rule-2\": the name is already taken in rules, line 1;"
                + " a rule without a name is called rule-N, and the further limits of a rule are called name-2, name-3.");
    assertThat(mistakesIn("/a 1/day\nrule-1: /b 1/day")).hasSize(1);
    assertThat(mistakesIn("calls: /a 1/day; 2/month\ncalls-2: /b 1/day")).hasSize(1);
    assertThat(mistakesIn("/a 1/day\nrule-3: /b 1/day")).isEmpty();
  }

  @Test
  void rules_without_a_rule_are_a_mistake() {
    String none =
        "rules: no rule; write one per line, for example calls: POST /make-call/{phone} 2/minute; 50/day per user";

    assertThat(mistakesIn("")).containsExactly(none);
    assertThat(mistakesIn("\n # calls: POST /a 2/minute \n\n")).containsExactly(none);
  }

  @Test
  void a_secret_after_an_open_quote_is_not_shown() {
    assertThat(mistakesIn("/a 1/day except header:X=\"hunter2").toString())
        .doesNotContain("hunter2");
    assertThat(mistakesIn("/a 1/day except role:a header:X=hunter2").toString())
        .doesNotContain("hunter2");
  }

  static List<Rule> read(String text) {
    return RuleParser.parseAll(text, "rules", new Mistakes());
  }

  static List<String> mistakesIn(String text) {
    Mistakes mistakes = new Mistakes();
    RuleParser.parseAll(text, "rules", mistakes);
    mistakes.resolve(Sample.SECRETS);
    return mistakes.found().stream().map(Mistake::toString).toList();
  }

  @Test
  void what_is_counted_once_is_not_counted_again() {
    Mistakes mistakes = new Mistakes();
    RuleParser.parseAll(
        "a: POST /a 1/minute except role:admin\nb: POST /a 1/minute shadow", "rules", mistakes);
    assertThat(mistakes.found())
        .extracting(Mistake::toString)
        .containsExactly(
            "rules, line 2: rule b counts the same requests as rules, line 1, with the same limits and key, so each request"
                + " would be counted twice; write one rule with the exemptions and options of both.");
  }
}
