package io.weir;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A service that the application calls. Weir counts the calls, stops them while the circuit of the
 * same name is open, and repeats those that may be repeated, as far as the budgets of the request
 * allow. Applications do not implement it.
 *
 * <pre>
 *   HttpResponse&lt;String&gt; answer = Upstream.of("openai").idempotent().call(
 *       () -&gt; client.send(request, BodyHandlers.ofString()));
 * </pre>
 */
public interface Upstream {

  /**
   * What an answer over HTTP says.
   *
   * @param status of the answer
   * @param retryAfter its header {@code Retry-After}
   */
  record Answer(int status, Optional<String> retryAfter) {}

  /**
   * The service of this name.
   *
   * @throws IllegalArgumentException if the application has neither a setting {@code
   *     weir.upstream.NAME.…} nor a circuit of this name
   * @throws IllegalStateException if Weir does not run in the application that asks
   */
  static Upstream of(String name) {
    return UpstreamRegistry.find(name);
  }

  /**
   * The same service, for calls that may be repeated: they change nothing, they change the same
   * when they are repeated, or they have an {@code Idempotency-Key}.
   */
  Upstream idempotent();

  /**
   * Calls the service in this thread. If it answers with an {@link java.net.http.HttpResponse}, its
   * status says whether it failed; an {@link java.io.IOException} or a {@link
   * java.util.concurrent.TimeoutException}, also as a cause, is a failure.
   *
   * @return the last answer, also if that is an error
   * @throws UpstreamUnavailableException if the service is not called, because its circuit is open
   *     or its limit is used up
   * @throws Exception what the call throws
   */
  <T> T call(Callable<T> call) throws Exception;

  /**
   * The same for another client.
   *
   * @param reader what an answer says
   */
  <T> T call(Callable<T> call, Function<? super T, Answer> reader) throws Exception;

  /**
   * The same for a call that answers later. It is begun in this thread; when it is repeated, in a
   * thread of Weir, where it must not wait.
   *
   * @return fails as {@link #call} does; and with a {@link java.util.concurrent.TimeoutException}
   *     if there is no answer in time
   */
  <T> CompletionStage<T> callAsync(Callable<? extends CompletionStage<T>> call);

  /**
   * The same for another client.
   *
   * @param reader what an answer says
   */
  <T> CompletionStage<T> callAsync(
      Callable<? extends CompletionStage<T>> call, Function<? super T, Answer> reader);

  /** The setting {@code connect-timeout}, for the client that the application uses. */
  Duration connectTimeout();

  /** The setting {@code read-timeout}, for the client that the application uses. */
  Duration readTimeout();
}
