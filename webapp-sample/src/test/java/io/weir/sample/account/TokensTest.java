package io.weir.sample.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TokensTest {

  private Instant now = Instant.parse("2030-01-31T09:30:00Z");
  private final Tokens tokens = new Tokens(() -> now);

  @Test
  void an_access_token_names_its_user_until_it_expires() {
    TokenPair pair = tokens.issue("alice");

    now = now.plus(Tokens.ACCESS_LIFETIME).minusNanos(1);
    assertThat(tokens.username(pair.access())).contains("alice");
    now = now.plusNanos(1);
    assertThat(tokens.username(pair.access())).isEmpty();
  }

  @Test
  void a_refresh_token_gets_new_tokens_of_the_same_user() {
    TokenPair first = tokens.issue("alice");
    TokenPair second = tokens.renew(first.refresh()).orElseThrow();

    assertThat(tokens.username(second.access())).contains("alice");
    assertThat(second.refresh()).isNotEqualTo(first.refresh());
  }

  @Test
  void a_refresh_token_that_is_used_twice_ends_its_login_and_no_other() {
    TokenPair stolen = tokens.issue("alice");
    TokenPair other = tokens.issue("alice");
    TokenPair next = tokens.renew(stolen.refresh()).orElseThrow();

    assertThat(tokens.renew(stolen.refresh())).isEmpty();
    assertThat(tokens.renew(next.refresh())).isEmpty();
    assertThat(tokens.username(next.access())).isEmpty();
    assertThat(tokens.username(other.access())).contains("alice");
  }

  @Test
  void a_refresh_token_expires() {
    TokenPair pair = tokens.issue("alice");
    now = now.plus(Tokens.REFRESH_LIFETIME).plus(Duration.ofNanos(1));
    assertThat(tokens.renew(pair.refresh())).isEmpty();
  }

  @Test
  void one_kind_of_token_is_not_accepted_as_the_other() {
    TokenPair pair = tokens.issue("alice");
    assertThat(tokens.renew(pair.access())).isEmpty();
    assertThat(tokens.username(pair.refresh())).isEmpty();
  }
}
