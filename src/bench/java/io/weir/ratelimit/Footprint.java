package io.weir.ratelimit;

import io.weir.bench.Cluster;
import io.weir.internal.counting.BucketSpec;
import io.weir.internal.counting.CountingService;
import io.weir.internal.counting.EntryKey;
import io.weir.internal.counting.RetentionClass;
import io.weir.internal.counting.TokenRequest;
import io.weir.internal.counting.WhenClusterFails;
import io.weir.internal.counting.cluster.SharedCounting;
import java.time.ZoneOffset;
import java.util.List;

/** The heap that one bucket takes in a member, including its key and the entry of the table. */
public final class Footprint {

  private static final int CLIENTS = 50_000;

  private Footprint() {}

  /** Prints the figures. */
  public static void main(String[] none) {
    System.out.println("| one bucket on the heap of its member | bytes |");
    System.out.println("|---|--:|");
    print("50/minute, with 50 tokens taken", "a: /** 50/minute");
    print("50/minute; 1000/day, with 50 tokens taken", "a: /** 50/minute; 1000/day");
    print("50/minute strict, with 50 tokens taken", "a: /** 50/minute strict");
  }

  private static void print(String title, String rule) {
    System.out.printf("| %s | %d |%n", title, bytes(rule));
  }

  private static long bytes(String rule) {
    RateLimitPolicy policy = Policies.of(rule, Cluster.oneMember());
    SharedCounting counting = SharedCounting.join(policy.cluster().get());
    try {
      BucketSpec spec = policy.rules().get(0).bucketSpec(ZoneOffset.UTC);
      fill(counting.service(), spec, "warm-up", 1000);
      long before = used();
      fill(counting.service(), spec, "client", CLIENTS);
      return (used() - before) / CLIENTS;
    } finally {
      counting.leave();
    }
  }

  private static void fill(CountingService counting, BucketSpec spec, String name, int clients) {
    for (int i = 0; i < clients; i++) {
      String key = counting.pseudonyms().of(name, Integer.toString(i));
      EntryKey entry = new EntryKey(key, RetentionClass.of(spec.refillTime()), true);
      counting.take(
          List.of(
              new TokenRequest(
                  entry, 1, spec, 50, WhenClusterFails.CLOSED, TokenRequest.NO_LOGIN, true)));
    }
  }

  /** The used heap after repeated garbage collections. */
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
