package io.weir.sample.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TokensTest {

  private Instant now = Instant.parse("2030-01-31T09:30:00Z");
  private final Tokens tokens = new Tokens(() -> now);

  @Test
  void anAccessTokenTellsItsUserUntilItsLifetimeEnds() {
    TokenPair pair = tokens.issue("alice");

    now = now.plus(Tokens.ACCESS_LIFETIME).minusNanos(1);
    assertThat(tokens.username(pair.access())).contains("alice");
    now = now.plusNanos(1);
    assertThat(tokens.username(pair.access())).isEmpty();
  }

  @Test
  void aRefreshTokenGetsNewTokensOfTheSameUser() {
    TokenPair first = tokens.issue("alice");
    TokenPair second = tokens.renew(first.refresh()).orElseThrow();

    assertThat(tokens.username(second.access())).contains("alice");
    assertThat(second.refresh()).isNotEqualTo(first.refresh());
  }

  @Test
  void aRefreshTokenThatIsUsedTwiceEndsItsLoginAndNoOther() {
    TokenPair stolen = tokens.issue("alice");
    TokenPair other = tokens.issue("alice");
    TokenPair next = tokens.renew(stolen.refresh()).orElseThrow();

    assertThat(tokens.renew(stolen.refresh())).isEmpty();
    assertThat(tokens.renew(next.refresh())).isEmpty();
    assertThat(tokens.username(next.access())).isEmpty();
    assertThat(tokens.username(other.access())).contains("alice");
  }

  @Test
  void aRefreshTokenEndsToo() {
    TokenPair pair = tokens.issue("alice");
    now = now.plus(Tokens.REFRESH_LIFETIME).plus(Duration.ofNanos(1));
    assertThat(tokens.renew(pair.refresh())).isEmpty();
  }

  @Test
  void oneKindOfTokenIsNotTakenForTheOther() {
    TokenPair pair = tokens.issue("alice");
    assertThat(tokens.renew(pair.access())).isEmpty();
    assertThat(tokens.username(pair.refresh())).isEmpty();
  }
}
