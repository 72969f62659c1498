package io.weir.upstream;

import io.weir.Upstream.Answer;
import io.weir.UpstreamUnavailableException;
import io.weir.internal.upstream.AttemptBudget;
import io.weir.internal.upstream.ServiceCircuit;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A call whose attempts answer later. No thread waits for it. */
final class AsyncCall<T> {

  private final UpstreamCalls upstream;
  private final Callable<? extends CompletionStage<T>> call;
  private final Function<T, @Nullable Answer> reader;
  private final RetryPlan plan;

  /** Of the request that begins the call; later attempts run in other threads. */
  private final AttemptBudget budgets;

  private final ClassLoader application = Thread.currentThread().getContextClassLoader();
  private final CompletableFuture<T> answer = new CompletableFuture<>();

  private AsyncCall(
      UpstreamCalls upstream,
      Callable<? extends CompletionStage<T>> call,
      Function<T, @Nullable Answer> reader) {
    this.upstream = upstream;
    this.call = call;
    this.reader = reader;
    this.plan = upstream.plan();
    this.budgets = upstream.gate().budgets().get();
  }

  /** Begins the first attempt in this thread. */
  static <T> CompletionStage<T> begin(
      UpstreamCalls upstream,
      Callable<? extends CompletionStage<T>> call,
      Function<T, @Nullable Answer> reader) {
    AsyncCall<T> begun = new AsyncCall<>(upstream, call, reader);
    try {
      begun.attempt(upstream.gate().enter());
    } catch (RuntimeException e) {
      begun.answer.completeExceptionally(e);
    }
    return begun.answer;
  }

  private void attempt(ServiceCircuit.Call permitted) {
    AtomicBoolean ended = new AtomicBoolean();
    CompletionStage<T> stage;
    try {
      stage = call.call();
    } catch (Exception e) {
      end(permitted, UpstreamCalls.failed(e, Result.of(e)));
      return;
    }
    Runnable patient = timeOut(permitted, ended, stage);
    var unused =
        stage.whenComplete(
            (value, failure) -> {
              patient.run();
              Attempt<T> attempt = attempt(value, failure);
              if (ended.compareAndSet(false, true)) {
                end(permitted, attempt);
              } else {
                attempt.discard(); // It comes too late.
              }
            });
  }

  private Attempt<T> attempt(T value, @Nullable Throwable failure) {
    if (failure != null) {
      Throwable cause =
          failure instanceof CompletionException && failure.getCause() != null
              ? failure.getCause()
              : failure;
      Exception thrown = cause instanceof Exception e ? e : new CompletionException(cause);
      return UpstreamCalls.failed(thrown, Result.of(thrown));
    }
    try {
      return new Attempt<>(value, null, Result.of(reader.apply(value), upstream.timing().date()));
    } catch (RuntimeException e) {
      return UpstreamCalls.failed(e, Result.NOTHING);
    }
  }

  private Runnable timeOut(
      ServiceCircuit.Call permitted, AtomicBoolean ended, CompletionStage<T> stage) {
    Duration longest = upstream.policy().attempt();
    return later(
        longest,
        () -> {
          if (ended.compareAndSet(false, true)) {
            TimeoutException late =
                new TimeoutException(
                    "no answer of %s within %s s"
                        .formatted(upstream.policy().name(), longest.toSeconds()));
            end(permitted, UpstreamCalls.failed(late, Result.of(late)));
            stage.toCompletableFuture().cancel(true);
          }
        },
        () -> {});
  }

  /** Runs a task later, with the class loader of the application. */
  private Runnable later(Duration wait, Runnable task, Runnable instead) {
    try {
      return upstream
          .timing()
          .later(
              wait,
              () -> {
                Thread thread = Thread.currentThread();
                ClassLoader own = thread.getContextClassLoader();
                thread.setContextClassLoader(application);
                try {
                  task.run();
                } finally {
                  thread.setContextClassLoader(own);
                }
              });
    } catch (RejectedExecutionException e) {
      instead.run(); // The application ends.
      return () -> {};
    }
  }

  private void end(ServiceCircuit.Call permitted, Attempt<T> last) {
    UpstreamCalls.settle(permitted, last.result());
    Optional<Duration> wait =
        answer.isDone() ? Optional.empty() : plan.next(last.result(), upstream.timing().now());
    if (wait.isPresent()) {
      var unused = later(wait.get(), () -> again(last), () -> complete(last));
    } else {
      complete(last);
    }
  }

  private void again(Attempt<T> last) {
    if (answer.isDone()) {
      last.discard(); // Whoever asked has given up.
      return;
    }
    ServiceCircuit.Call permitted;
    try {
      permitted = upstream.gate().enter(budgets);
    } catch (UpstreamUnavailableException e) {
      complete(last);
      return;
    }
    last.discard();
    attempt(permitted);
  }

  private void complete(Attempt<T> last) {
    Exception failure = last.failure();
    if (failure != null) {
      answer.completeExceptionally(failure);
    } else if (!answer.complete(last.value())) {
      last.discard();
    }
  }
}
