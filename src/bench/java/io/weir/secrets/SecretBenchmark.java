package io.weir.secrets;

import io.weir.secrets.KeeperPolicy.OnStartFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to look up a secret that is kept, by how many are. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 2, time = 1)
public class SecretBenchmark {

  /** A power of two: that many are asked for in turn. */
  private static final int ASKED = 256;

  /** How many secrets are kept, of as many paths. */
  @Param({"1", "1000"})
  public int secrets = 1;

  private final Reference[] references = new Reference[ASKED];
  private Keeper keeper;
  private int next;

  @Setup
  public void keep() {
    Secret value = Secret.of("correct horse battery staple".getBytes(StandardCharsets.UTF_8));
    SecretSource source = path -> new Snapshot(Map.of("username", value, "password", value), "1");
    KeeperPolicy policy =
        new KeeperPolicy(
            Duration.ofSeconds(60),
            Duration.ofHours(24),
            Duration.ofSeconds(20),
            OnStartFailure.FAIL);
    keeper =
        new Keeper(Map.of("vault", source), policy, System::nanoTime, RandomGenerator.getDefault());
    for (int i = 0; i < secrets; i++) {
      keeper.keep(reference(i));
    }
    keeper.turn();
    for (int i = 0; i < ASKED; i++) {
      references[i] = reference((i * 39) % secrets);
      if (keeper.current(references[i]).isEmpty()) {
        throw new IllegalStateException("a secret is not kept");
      }
    }
  }

  /** Of its own texts, as one that an application brings. */
  private static Reference reference(int number) {
    return new Reference("vault", "secret/shop/" + number, "password");
  }

  @Benchmark
  public Optional<Secret> current() {
    return keeper.current(references[next++ & (ASKED - 1)]);
  }
}
