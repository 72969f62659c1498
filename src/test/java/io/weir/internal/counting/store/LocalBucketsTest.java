package io.weir.internal.counting.store;

import io.weir.internal.counting.Buckets;
import java.time.InstantSource;

class LocalBucketsTest extends BucketsContract {

  @Override
  protected Buckets buckets(InstantSource clock) {
    return BucketStore.inThisJvm(clock);
  }
}
