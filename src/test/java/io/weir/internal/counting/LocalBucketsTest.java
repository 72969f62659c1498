package io.weir.internal.counting;

import java.time.InstantSource;

class LocalBucketsTest extends BucketsContract {

  @Override
  Buckets buckets(InstantSource clock) {
    return CountingService.inThisJvm(clock);
  }
}
