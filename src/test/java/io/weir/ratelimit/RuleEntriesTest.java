package io.weir.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.counting.EntryKey;
import io.weir.internal.counting.Pseudonyms;
import io.weir.internal.counting.RetentionClass;
import io.weir.internal.rules.KeyPart;
import io.weir.internal.secret.Secret;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleEntriesTest {

  private static final KeyPart.Value ADDRESS = new KeyPart.Value("ip", "192.0.2.1");
  private static final KeyPart.Value USER = new KeyPart.Value("user", "alice");
  private static final KeyPart.Value PHONE = new KeyPart.Value("phone:p", "+49301");

  private final Pseudonyms pseudonyms = new Pseudonyms(Secret.random());

  private RuleEntries of(String rules) {
    return RuleEntries.of("scope", ZoneOffset.UTC, Sample.rules(rules), pseudonyms);
  }

  @Test
  void the_rule_that_takes_longest_says_how_long_an_entry_is_kept() {
    assertThat(of("a: /** 1/minute").of(List.of(ADDRESS)).kept()).isEqualTo(RetentionClass.MINUTE);
    RuleEntries entries =
        of("a: /** 1/minute; b: /** 1/day per user; c: /** 1/hour per ip+user".replace("; ", "\n"));
    assertThat(entries.of(List.of(ADDRESS)).kept()).isEqualTo(RetentionClass.DAY);
    assertThat(entries.of(List.of(USER)).kept()).isEqualTo(RetentionClass.DAY);
    assertThat(entries.of(List.of(ADDRESS, USER)).kept()).isEqualTo(RetentionClass.HOUR);
    assertThat(of("a: /** 1/minute block 1 hour doubling to 7 days").of(List.of(ADDRESS)).kept())
        .isEqualTo(RetentionClass.YEAR);
    assertThat(
            of("a: /** 1/minute per param:u counting failures sparing known")
                .of(List.of(ADDRESS))
                .kept())
        .isEqualTo(RetentionClass.MONTH);
  }

  @Test
  void an_entry_is_named_by_all_values_and_belongs_to_the_client_by_address_user_or_session() {
    RuleEntries entries = of("a: /** 1/minute\nb: /** 1/minute per ip+user");
    EntryKey address = entries.of(List.of(ADDRESS));
    assertThat(address).isEqualTo(entries.of(List.of(ADDRESS)));
    assertThat(address.name()).isNotEqualTo(entries.of(List.of(USER)).name());
    assertThat(address.name()).isNotEqualTo(entries.of(List.of(ADDRESS, USER)).name());
    assertThat(address.own()).isTrue();
    assertThat(entries.of(List.of(USER)).own()).isTrue();
    assertThat(entries.of(List.of(PHONE)).own()).isFalse();
    assertThat(entries.of(List.of(ADDRESS, USER)).own()).isFalse();
  }

  @Test
  void rules_that_count_the_same_share_a_bucket() {
    Rule one = Sample.rule("a: /x 1/minute");
    assertThat(RuleEntries.bucket(one))
        .isEqualTo(RuleEntries.bucket(Sample.rule("b: /x 1/minute")));
    assertThat(RuleEntries.bucket(one))
        .isNotEqualTo(RuleEntries.bucket(Sample.rule("a: /x 2/minute")));
  }
}
