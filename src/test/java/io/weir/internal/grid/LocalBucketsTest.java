package io.weir.internal.grid;

import java.time.InstantSource;

class LocalBucketsTest extends BucketsContract {

  @Override
  Buckets buckets(InstantSource clock) {
    return Grid.inThisJvm(clock);
  }
}
