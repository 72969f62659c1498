package io.weir.ratelimit;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/**
 * Ends a visit when its asynchronous part has ended. After a timeout or an error nothing is
 * settled: it was a failure.
 */
final class AsyncEndListener implements AsyncListener {

  private final Runnable end;
  private volatile boolean failed;

  AsyncEndListener(Runnable end) {
    this.end = end;
  }

  @Override
  public void onComplete(AsyncEvent event) {
    if (!failed) {
      end.run();
    }
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    failed = true;
  }

  @Override
  public void onError(AsyncEvent event) {
    failed = true;
  }

  /** The container forgets its listeners when the request becomes asynchronous once more. */
  @Override
  public void onStartAsync(AsyncEvent event) {
    event.getAsyncContext().addListener(this);
  }
}
