package io.weir.ratelimit;

import io.weir.bench.Cluster;
import io.weir.internal.counting.BucketSpec;
import io.weir.internal.counting.Buckets;
import io.weir.internal.counting.CountingService;
import java.time.ZoneOffset;

/**
 * How much of the heap of a member one bucket takes, its key and the entry of the table included.
 */
public final class Footprint {

  private static final int CLIENTS = 50_000;

  private Footprint() {}

  /** Prints the figures. */
  public static void main(String[] none) {
    System.out.println("| one bucket on the heap of its member | bytes |");
    System.out.println("|---|--:|");
    print("50/minute, with 50 tokens taken", "a: /** 50/minute");
    print("50/minute strict, with 50 tokens taken", "a: /** 50/minute strict");
  }

  private static void print(String title, String rule) {
    System.out.printf("| %s | %d |%n", title, bytes(rule));
  }

  private static long bytes(String rule) {
    RateLimitPolicy policy =
        Policies.of(rule, Cluster.member(Cluster.freePort(), Cluster.freePort()));
    CountingService counting = CountingService.join(policy.cluster());
    try {
      BucketSpec spec = policy.rules().get(0).shape(ZoneOffset.UTC);
      fill(counting, spec, "warm-up", 1000);
      long before = used();
      fill(counting, spec, "client", CLIENTS);
      return (used() - before) / CLIENTS;
    } finally {
      counting.leave();
    }
  }

  private static void fill(CountingService counting, BucketSpec spec, String name, int clients) {
    Buckets buckets = counting.counted();
    for (int i = 0; i < clients; i++) {
      buckets.take(counting.pseudonyms().of(name, Integer.toString(i)), spec, 50);
    }
  }

  /** What is left after garbage was collected until no more was found. */
  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 8; i++) {
      runtime.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
