package io.weir.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.secrets.KeeperPolicy.OnStartFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** A user and its password are of one rotation, whenever they are taken together. */
class TearingTest {

  private static final KeeperPolicy POLICY =
      new KeeperPolicy(
          Duration.ofSeconds(5), Duration.ofHours(24), Duration.ofSeconds(20), OnStartFailure.FAIL);

  @Property(tries = 50)
  void a_pair_never_tears(
      @ForAll @Size(min = 2, max = 30) List<@IntRange(max = 99) Integer> rotations)
      throws Exception {
    Turned clock = new Turned();
    Scripted source = new Scripted();
    source.put("app/db", "username", "u0", "password", "p0");
    Keeper keeper =
        new Keeper(Map.of("vault", source), POLICY, clock, RandomGenerator.getDefault());
    Reference user = new Reference("vault", "app/db", "username");
    keeper.keep(user);
    keeper.turn();

    AtomicBoolean ended = new AtomicBoolean();
    CompletableFuture<Integer> torn =
        CompletableFuture.supplyAsync(() -> torn(keeper, user, ended));
    for (int rotation : rotations) {
      source.put("app/db", "username", "u" + rotation, "password", "p" + rotation);
      clock.by(Duration.ofSeconds(6));
      keeper.turn();
    }
    ended.set(true);

    assertThat(torn.get()).isZero();
  }

  private static int torn(Keeper keeper, Reference place, AtomicBoolean ended) {
    int torn = 0;
    do {
      Map<String, Secret> pair = keeper.snapshot(place).orElseThrow().values();
      String user = text(pair, "username");
      String password = text(pair, "password");
      torn += user.substring(1).equals(password.substring(1)) ? 0 : 1;
    } while (!ended.get());
    return torn;
  }

  private static String text(Map<String, Secret> pair, String key) {
    return VaultWire.text(Objects.requireNonNull(pair.get(key)));
  }
}
