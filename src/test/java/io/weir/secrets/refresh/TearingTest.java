package io.weir.secrets.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.secret.Secret;
import io.weir.internal.secret.SecretReference;
import io.weir.secrets.ManualClock;
import io.weir.secrets.refresh.RefreshPolicy.OnStartFailure;
import io.weir.secrets.source.ScriptedSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** A user and its password are of one rotation, whenever they are taken together. */
class TearingTest {

  private static final RefreshPolicy POLICY =
      new RefreshPolicy(
          Duration.ofSeconds(5), Duration.ofHours(24), Duration.ofSeconds(20), OnStartFailure.FAIL);

  @Property(tries = 50)
  void a_pair_never_tears(
      @ForAll @Size(min = 2, max = 30) List<@IntRange(max = 99) Integer> rotations)
      throws Exception {
    ManualClock clock = new ManualClock();
    ScriptedSource source = new ScriptedSource();
    source.put("app/db", "username", "u0", "password", "p0");
    SecretCache cache =
        new SecretCache(Map.of("vault", source), POLICY, clock, RandomGenerator.getDefault());
    SecretReference user = new SecretReference("vault", "app/db", "username");
    cache.text(user);
    cache.text(new SecretReference("vault", "app/db", "password"));
    cache.refresh();

    AtomicBoolean ended = new AtomicBoolean();
    CompletableFuture<Integer> torn = CompletableFuture.supplyAsync(() -> torn(cache, user, ended));
    for (int rotation : rotations) {
      source.put("app/db", "username", "u" + rotation, "password", "p" + rotation);
      clock.by(Duration.ofSeconds(6));
      cache.refresh();
    }
    ended.set(true);

    assertThat(torn.get()).isZero();
  }

  /** Each rotation has secrets of its own: the same one twice means that none came between. */
  @SuppressWarnings("ReferenceEquality")
  private static int torn(SecretCache cache, SecretReference place, AtomicBoolean ended) {
    SecretReference beside = new SecretReference(place.source(), place.path(), "password");
    int torn = 0;
    do {
      Secret user = cache.current(place).orElseThrow();
      Secret password = cache.current(beside).orElseThrow();
      boolean isOfOneTime = cache.current(place).orElseThrow() == user;
      torn += !isOfOneTime || number(user).equals(number(password)) ? 0 : 1;
    } while (!ended.get());
    return torn;
  }

  private static String number(Secret secret) {
    return ScriptedSource.text(secret).substring(1);
  }
}
