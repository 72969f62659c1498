package io.weir.internal.counting;

import io.weir.internal.counting.DeadlineExecutor.Answer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Counts in a cluster, within a deadline. What the cluster does not answer in time, the mirror
 * decides; what the cluster counted otherwise is corrected when it answers.
 */
final class ClusterCounting implements Counting {

  private final Entries shared;
  private final Mirror mirror;
  private final DeadlineExecutor deadline;
  private final RefusalCache refusals = new RefusalCache(System::nanoTime);
  private final AtomicBoolean correcting = new AtomicBoolean();

  ClusterCounting(Entries shared, Mirror mirror, DeadlineExecutor deadline) {
    this.shared = shared;
    this.mirror = mirror;
    this.deadline = deadline;
  }

  @Override
  public @Nullable List<ConsumptionResult> refuse(List<TokenRequest> requests) {
    return refusals.refuse(requests);
  }

  @Override
  public List<List<ConsumptionResult>> take(List<EntryRequests> asked) {
    List<PendingTake> pending =
        asked.stream().map(one -> mirror.ask(one.entry(), one.requests())).toList();
    List<Answer<List<ConsumptionResult>>> answers = ask(asked, this::takeFrom);
    List<List<ConsumptionResult>> results = new ArrayList<>(asked.size());
    for (int i = 0; i < answers.size(); i++) {
      results.add(results(pending.get(i), answers.get(i)));
    }
    return results;
  }

  /** Tells the cluster first what it does not know of the entry, before other nodes take that. */
  private List<ConsumptionResult> takeFrom(EntryRequests asked) {
    Mirror.Correction owed = mirror.owes() ? mirror.correction(asked.entry()) : null;
    if (owed != null) {
      tell(owed);
    }
    return refusals.take(shared, asked.entry(), asked.requests());
  }

  private void tell(Mirror.Correction owed) {
    try {
      refusals.settle(shared, owed.entry(), owed.settlements());
    } catch (RuntimeException e) {
      owed.failed();
      throw e;
    }
    owed.done();
  }

  private List<ConsumptionResult> results(
      PendingTake pending, Answer<List<ConsumptionResult>> answer) {
    List<ConsumptionResult> value = answer.value();
    if (value != null) {
      List<ConsumptionResult> confirmed = pending.confirm(value);
      correctSoon();
      return confirmed;
    }
    List<ConsumptionResult> decided = pending.decide(answer.busy(), answer.lost());
    answer.whenLate(
        late -> {
          pending.correct(late);
          correctSoon();
        });
    correctSoon();
    return decided;
  }

  @Override
  public List<List<ConsumptionResult>> look(List<EntryRequests> asked) {
    List<Answer<List<ConsumptionResult>>> answers =
        ask(asked, one -> shared.look(one.entry(), one.requests()));
    List<List<ConsumptionResult>> results = new ArrayList<>(asked.size());
    for (int i = 0; i < answers.size(); i++) {
      EntryRequests one = asked.get(i);
      List<ConsumptionResult> value = answers.get(i).value();
      results.add(
          value == null ? mirror.look(one.entry(), one.requests(), answers.get(i).busy()) : value);
    }
    return results;
  }

  /**
   * If the cluster does not answer within the deadline, nobody knows whether it settled: nothing is
   * settled twice. What it could not be asked, it is told later.
   */
  @Override
  public void settle(List<Settlement> settlements) {
    Map<EntryKey, List<Settlement>> byEntry = new LinkedHashMap<>();
    for (Settlement settlement : settlements) {
      Consumption consumption = settlement.consumption();
      List<Settlement> told =
          consumption.place() == Consumption.Place.LOCAL
              ? mirror.settle(consumption.entry(), List.of(settlement))
              : List.of(settlement);
      if (!told.isEmpty()) {
        byEntry.computeIfAbsent(consumption.entry(), entry -> new ArrayList<>(1)).addAll(told);
      }
    }
    List<Map.Entry<EntryKey, List<Settlement>>> each = List.copyOf(byEntry.entrySet());
    List<Answer<Boolean>> answers = ask(each, one -> settle(one.getKey(), one.getValue()));
    for (int i = 0; i < answers.size(); i++) {
      if (answers.get(i).lost()) {
        mirror.owe(each.get(i).getKey(), each.get(i).getValue());
      }
    }
    correctSoon();
  }

  private boolean settle(EntryKey entry, List<Settlement> settlements) {
    refusals.settle(shared, entry, settlements);
    return true;
  }

  private <Q, T> List<Answer<T>> ask(List<Q> questions, Function<Q, T> question) {
    return deadline.ask(
        questions.stream().<Callable<T>>map(one -> () -> question.apply(one)).toList());
  }

  /**
   * Tells the cluster what it has to correct, in one thread, until it knows: other nodes admit too
   * much meanwhile, and there may be no other request here that would tell it.
   */
  private void correctSoon() {
    if (mirror.owes() && correcting.compareAndSet(false, true)) {
      deadline.runLater(this::correct, () -> correcting.set(false));
    }
  }

  /** Stops at the first failure, for the cluster is silent. */
  private void correct() {
    for (Mirror.Correction next = mirror.correction(); next != null; next = mirror.correction()) {
      tell(next);
    }
  }
}
