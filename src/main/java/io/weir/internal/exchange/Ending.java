package io.weir.internal.exchange;

import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an exchange ended.
 *
 * @param status of the response; 500 if the application threw and the server has yet to answer
 * @param failure what the application threw, or what broke the connection
 * @param duration from the first dispatch to the end
 */
public record Ending(How how, int status, @Nullable Throwable failure, Duration duration) {

  /** What ended it. */
  public enum How {
    /** The filter chain returned. */
    RETURNED,
    /** The filter chain or asynchronous work threw; a filter may have answered for it. */
    THREW,
    /** Asynchronous work completed. */
    ASYNC_COMPLETED,
    /** Asynchronous work took too long. */
    TIMED_OUT,
    /** The connection broke while the request was read or the response written. */
    CLIENT_GONE,
    /** The connection changed to another protocol, such as WebSocket. */
    UPGRADED
  }

  /**
   * Whether the server goes on with another protocol. It does also if a filter has caught what
   * another one threw.
   */
  public boolean upgraded() {
    return status == HttpServletResponse.SC_SWITCHING_PROTOCOLS;
  }

  /** Whether the application did not finish its answer. */
  public boolean failed() {
    return how == How.THREW || how == How.TIMED_OUT || how == How.CLIENT_GONE;
  }
}
