package io.weir.internal.counting;

/** Buckets of a cluster that fails. */
public final class SilentBuckets implements Buckets {

  private static IllegalStateException failure() {
    return new IllegalStateException("the member is gone");
  }

  @Override
  public ConsumptionResult take(String key, BucketSpec spec, long tokens) {
    throw failure();
  }

  @Override
  public ConsumptionResult look(String key, BucketSpec spec, long tokens) {
    throw failure();
  }

  @Override
  public void settle(Consumption consumption, long tokens) {
    throw failure();
  }

  @Override
  public void forget(String key, BucketSpec spec) {
    throw failure();
  }

  @Override
  public boolean knowsLogin(String login) {
    throw failure();
  }

  @Override
  public void rememberLogin(String login) {
    throw failure();
  }
}
