package io.weir.secrets.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.secret.Secret;
import io.weir.internal.secret.SecretReference;
import io.weir.secrets.ManualClock;
import io.weir.secrets.refresh.RefreshPolicy.OnStartFailure;
import io.weir.secrets.source.ScriptedSource;
import io.weir.secrets.source.SecretReadException.FailureScope;
import io.weir.secrets.source.Snapshot;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CachedTextTest {

  private static final Duration REFRESH = Duration.ofSeconds(60);
  private static final RefreshPolicy POLICY =
      new RefreshPolicy(
          REFRESH, Duration.ofHours(1), Duration.ofSeconds(20), OnStartFailure.DEGRADE);

  private final ManualClock clock = new ManualClock();
  private final ScriptedSource source = new ScriptedSource();
  private final SecretCache cache =
      new SecretCache(Map.of("vault", source), POLICY, clock, new Random(7));

  private final CachedText password =
      cache.text(new SecretReference("vault", "app/db", "password"));

  private void pass(Duration time) {
    clock.by(time);
    cache.refresh();
  }

  @Test
  void gives_what_the_last_snapshot_holds() {
    assertThat(password.text()).isEmpty();

    source.put("app/db", "password", "p1");
    cache.refresh();
    assertThat(password.text()).contains("p1");
    assertThat(password.text()).contains("p1");

    source.put("app/db", "password", "p2");
    pass(REFRESH.multipliedBy(2));
    assertThat(password.text()).contains("p2");

    source.put("app/db", "username", "u3");
    pass(REFRESH.multipliedBy(2));
    assertThat(password.text()).contains("p2");
  }

  @Test
  void gives_nothing_that_is_too_old_until_it_can_be_read_again() {
    source.put("app/db", "password", "p1");
    cache.refresh();
    source.fail(FailureScope.SOURCE_TEMPORARILY);
    pass(Duration.ofMinutes(50));
    assertThat(password.text()).contains("p1");

    pass(Duration.ofMinutes(15));
    assertThat(password.text()).isEmpty();

    source.recover();
    pass(Duration.ofMinutes(10));
    assertThat(password.text()).contains("p1");
  }

  @Test
  void gives_no_bytes_for_text() {
    Snapshot bytes = new Snapshot(Map.of("password", Secret.of(new byte[] {(byte) 0xff})));
    try (SecretCache other =
        new SecretCache(Map.of("vault", path -> bytes), POLICY, clock, new Random(7))) {
      CachedText lookup = other.text(new SecretReference("vault", "app/db", "password"));
      other.refresh();
      assertThat(lookup.text()).isEmpty();
    }
  }
}
