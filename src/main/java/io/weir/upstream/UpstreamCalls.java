package io.weir.upstream;

import io.weir.Upstream;
import io.weir.UpstreamUnavailableException;
import io.weir.internal.upstream.AttemptBudget;
import io.weir.internal.upstream.ServiceCircuit;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Calls one service.
 *
 * @param gate says whether it may be called
 * @param budget of repetitions, shared by all calls of the service
 * @param repeats whether calls may be repeated
 */
record UpstreamCalls(
    UpstreamPolicy policy,
    CallGate gate,
    RetryBudget budget,
    boolean repeats,
    RandomGenerator random,
    Timing timing)
    implements Upstream {

  @Override
  public Upstream idempotent() {
    return new UpstreamCalls(policy, gate, budget, true, random, timing);
  }

  @Override
  public <T> T call(Callable<T> call) throws Exception {
    return attempts(call, Result::answerOf);
  }

  @Override
  public <T> T call(Callable<T> call, Function<? super T, Answer> reader) throws Exception {
    return attempts(call, reader::apply);
  }

  @Override
  public <T> CompletionStage<T> callAsync(Callable<? extends CompletionStage<T>> call) {
    return AsyncCall.begin(this, call, Result::answerOf);
  }

  @Override
  public <T> CompletionStage<T> callAsync(
      Callable<? extends CompletionStage<T>> call, Function<? super T, Answer> reader) {
    return AsyncCall.begin(this, call, reader::apply);
  }

  @Override
  public Duration connectTimeout() {
    return policy.connectTimeout();
  }

  @Override
  public Duration readTimeout() {
    return policy.readTimeout();
  }

  /** The plan of a call that begins now. */
  RetryPlan plan() {
    return new RetryPlan(policy, budget, repeats, random, timing.now());
  }

  private <T> T attempts(Callable<T> call, Function<T, @Nullable Answer> reader) throws Exception {
    RetryPlan plan = plan();
    AttemptBudget budgets = gate.budgets().get();
    Attempt<T> last = attempt(gate.enter(), call, reader);
    Optional<Duration> wait = plan.next(last.result(), timing.now());
    while (wait.isPresent()) {
      timing.sleep(wait.get());
      ServiceCircuit.Call permitted;
      try {
        permitted = gate.enter(budgets);
      } catch (UpstreamUnavailableException e) {
        return last.get(); // It says more than that there is no other attempt.
      }
      last.discard();
      last = attempt(permitted, call, reader);
      wait = plan.next(last.result(), timing.now());
    }
    return last.get();
  }

  private <T> Attempt<T> attempt(
      ServiceCircuit.Call permitted, Callable<T> call, Function<T, @Nullable Answer> reader) {
    Result result = Result.NOTHING;
    try {
      T value = call.call();
      result = Result.of(reader.apply(value), timing.date());
      return new Attempt<>(value, null, result);
    } catch (Exception e) {
      result = Result.of(e);
      return failed(e, result);
    } finally {
      settle(permitted, result);
    }
  }

  /** An attempt without a value. */
  @SuppressWarnings("NullAway") // Nobody reads the value of an attempt that failed.
  static <T> Attempt<T> failed(Exception failure, Result result) {
    return new Attempt<>(null, failure, result);
  }

  /** Tells the circuit how an attempt ended. */
  static void settle(ServiceCircuit.Call call, Result result) {
    switch (result.kind()) {
      case WORKS -> call.succeeded();
      case FAILS -> call.failed(result.reason());
      case NOTHING -> call.provedNothing();
    }
  }
}
