package io.weir;

import io.weir.internal.settings.Settings;
import io.weir.secrets.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The time in which Weir answers MicroProfile Config, by the number of secrets. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 2, time = 1)
public class SecretBenchmark {

  /** The number of secrets that are asked for in turn; a power of two. */
  private static final int ASKED = 256;

  /** The number of secrets. */
  @Param({"1", "1000"})
  public int secrets = 1;

  private final SecretConfigSource source = new SecretConfigSource();
  private final String[] names = new String[ASKED];
  private final String[] others = new String[ASKED];
  private int next;
  private @Nullable Path directory;

  @Setup
  public void keep() throws IOException {
    Path files = Files.createTempDirectory("secrets");
    directory = files;
    Map<String, String> settings = new HashMap<>(Map.of("weir.secrets.file-permissions", "off"));
    for (int i = 0; i < secrets; i++) {
      Files.writeString(files.resolve("key" + i), "correct horse battery staple");
      settings.put("weir.secrets.shop.key" + i, "file:%s#key%d".formatted(files, i));
    }
    Secrets kept = Secrets.of(Settings.early("secrets", settings));
    kept.readAll();
    SecretRegistry.open(SecretBenchmark.class.getClassLoader(), kept);
    for (int i = 0; i < ASKED; i++) {
      names[i] = "shop.key" + (i * 39) % secrets;
      others[i] = "shop.other" + i;
      if (source.getValue(names[i]) == null || source.getValue(others[i]) != null) {
        throw new IllegalStateException("not what was asked for");
      }
    }
  }

  @Benchmark
  public @Nullable String kept() {
    return source.getValue(names[next++ & (ASKED - 1)]);
  }

  @Benchmark
  public @Nullable String unknown() {
    return source.getValue(others[next++ & (ASKED - 1)]);
  }

  @TearDown
  public void end() throws IOException {
    SecretRegistry.close(SecretBenchmark.class.getClassLoader());
    if (directory != null) {
      for (int i = 0; i < secrets; i++) {
        Files.delete(directory.resolve("key" + i));
      }
      Files.delete(directory);
    }
  }
}
