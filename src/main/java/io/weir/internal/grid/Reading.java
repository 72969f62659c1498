package io.weir.internal.grid;

import io.github.bucket4j.BucketState;
import java.util.List;

/**
 * What a bucket answered.
 *
 * @param granted whether the tokens were there
 * @param gauges one a limit, in the order of the {@link Shape}
 */
public record Reading(boolean granted, List<Gauge> gauges, Receipt receipt) {

  public Reading {
    gauges = List.copyOf(gauges);
  }

  /**
   * What must be shown to give tokens back: from which bucket, how many, and what it held after
   * they were taken.
   */
  public record Receipt(String key, Shape shape, long tokens, BucketState after) {}
}
