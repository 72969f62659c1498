package io.weir.internal.exchange;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletResponse;

/** Ends an exchange when its asynchronous work has ended. */
final class AsyncEndListener implements AsyncListener {

  private final Exchange exchange;
  private final HttpServletResponse response;
  private volatile Ending.How how = Ending.How.ASYNC_COMPLETED;

  AsyncEndListener(Exchange exchange, HttpServletResponse response) {
    this.exchange = exchange;
    this.response = response;
  }

  /** Servers call it in the end, after a timeout and after an error too. */
  @Override
  public void onComplete(AsyncEvent event) {
    exchange.end(how, response);
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    how = Ending.How.TIMED_OUT;
  }

  @Override
  public void onError(AsyncEvent event) {
    how = Ending.How.THREW;
    if (event.getThrowable() != null) {
      exchange.failed(event.getThrowable());
    }
  }

  /** Servers forget their listeners when the request becomes asynchronous once more. */
  @Override
  public void onStartAsync(AsyncEvent event) {
    event.getAsyncContext().addListener(this);
  }
}
