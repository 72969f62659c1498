package io.weir.internal.counting.ledger;

import io.weir.internal.counting.DeadlineExecutor;
import io.weir.internal.counting.Pseudonyms;
import io.weir.internal.counting.WhenClusterFails;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reserves what a request may cost in all its ledgers or in none, and settles what it cost.
 *
 * <p>What the cluster does not answer in time is not lost: settlements are sent again until it
 * answers, and so are releases of what it may have reserved after the deadline. What this node
 * spends meanwhile is charged in the cluster afterwards.
 */
public final class LedgerService implements AutoCloseable {

  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration LONGEST_ROUND = Duration.ofMinutes(1);
  private static final Duration LONGEST_END = Duration.ofSeconds(10);

  private final SecureRandom random = new SecureRandom();
  private final Ledgers shared;
  private final Ledgers local;
  private final @Nullable DeadlineExecutor deadline;
  private final IntSupplier nodes;
  private final Pseudonyms pseudonyms;
  private final LastSeen lastSeen;
  private final @Nullable Unsent unsent;
  private final @Nullable ScheduledThreadPoolExecutor retry;

  private LedgerService(
      Ledgers shared,
      Ledgers local,
      @Nullable DeadlineExecutor deadline,
      IntSupplier nodes,
      Pseudonyms pseudonyms,
      LastSeen lastSeen) {
    this.shared = shared;
    this.local = local;
    this.deadline = deadline;
    this.nodes = nodes;
    this.pseudonyms = pseudonyms;
    this.lastSeen = lastSeen;
    this.unsent = deadline == null ? null : new Unsent(deadline);
    this.retry = deadline == null ? null : retry();
  }

  /** Keeps ledgers in this JVM alone. */
  public static LedgerService local(Ledgers ledgers, Pseudonyms pseudonyms) {
    return new LedgerService(
        ledgers, ledgers, null, () -> 1, pseudonyms, new LastSeen((ledger, account) -> {}));
  }

  /**
   * Keeps ledgers in a cluster.
   *
   * @param shared the ledgers of the cluster
   * @param local the ledgers of this node, for when the cluster does not answer
   * @param deadline calls the cluster
   * @param nodes how many nodes count together; the last known number if the cluster is silent
   */
  public static LedgerService clustered(
      Ledgers shared,
      LocalLedgers local,
      DeadlineExecutor deadline,
      IntSupplier nodes,
      Pseudonyms pseudonyms) {
    return new LedgerService(
        shared, local, deadline, nodes, pseudonyms, new LastSeen(local::forget));
  }

  private ScheduledThreadPoolExecutor retry() {
    ScheduledThreadPoolExecutor thread =
        new ScheduledThreadPoolExecutor(1, task -> DeadlineExecutor.thread(task, "weir-ledgers"));
    var unused =
        thread.scheduleWithFixedDelay(
            this::sendAgain, RETRY.toMillis(), RETRY.toMillis(), TimeUnit.MILLISECONDS);
    return thread;
  }

  /** The names under which keys are stored. */
  public Pseudonyms pseudonyms() {
    return pseudonyms;
  }

  /** The ledgers that all nodes share; what they answer has no deadline. */
  public Ledgers ledgers() {
    return shared;
  }

  /**
   * Reserves the amounts of all requests, or of none if an account refuses whose request
   * {@linkplain HoldRequest#stopsOthers stops the others}. The client's own ledgers are asked
   * first.
   *
   * @param lease after which what nobody settles is charged
   */
  public Reservation reserve(List<HoldRequest> requests, Duration lease) {
    return reserve(requests, random.nextLong(), lease);
  }

  /**
   * The same under a number that the caller chooses.
   *
   * @param number which no reservation of these ledgers has had, not even one that was refused:
   *     what the cluster may have reserved for that one is given back later
   */
  public Reservation reserve(List<HoldRequest> requests, long number, Duration lease) {
    HoldResult[] results = new HoldResult[requests.size()];
    Arrays.fill(results, HoldResult.NOT_ASKED);
    List<Reservation.Held> held = new ArrayList<>(2);
    for (boolean own : new boolean[] {true, false}) {
      if (!reserve(groups(requests, own), requests, number, lease, results, held)) {
        settle(number, held, account -> 0L);
        return new Reservation(number, List.of(results), List.of());
      }
    }
    return new Reservation(number, List.of(results), held);
  }

  /** The places of the requests of each ledger. */
  private static Map<LedgerKey, List<Integer>> groups(List<HoldRequest> requests, boolean own) {
    Map<LedgerKey, List<Integer>> groups = new LinkedHashMap<>();
    for (int i = 0; i < requests.size(); i++) {
      LedgerKey ledger = requests.get(i).ledger();
      if (ledger.own() == own) {
        groups.computeIfAbsent(ledger, key -> new ArrayList<>(2)).add(i);
      }
    }
    return groups;
  }

  private boolean reserve(
      Map<LedgerKey, List<Integer>> groups,
      List<HoldRequest> requests,
      long number,
      Duration lease,
      HoldResult[] results,
      List<Reservation.Held> held) {
    List<LedgerKey> keys = List.copyOf(groups.keySet());
    List<List<Integer>> places = List.copyOf(groups.values());
    List<List<HoldRequest>> asked =
        places.stream().map(ofKey -> ofKey.stream().map(requests::get).toList()).toList();
    List<DeadlineExecutor.Answer<List<HoldResult>>> answers =
        ask(
            IntStream.range(0, keys.size())
                .<Callable<List<HoldResult>>>mapToObj(
                    i -> () -> shared.reserve(keys.get(i), asked.get(i), number, lease))
                .toList());
    boolean goesOn = true;
    for (int i = 0; i < keys.size(); i++) {
      LedgerKey key = keys.get(i);
      List<HoldRequest> ofKey = asked.get(i);
      List<HoldResult> decided = answers.get(i).value();
      boolean silent = decided == null;
      List<HoldRequest> counted = ofKey;
      if (decided == null) {
        releaseLater(answers.get(i), () -> release(key, ofKey, number));
        boolean busy = answers.get(i).busy();
        counted = ofKey.stream().map(one -> share(one, busy)).toList();
        decided = reserveHere(key, counted, number, lease, busy);
      } else if (deadline != null) {
        lastSeen.answered(ofKey, decided);
      }
      boolean stopped = false;
      for (int j = 0; j < decided.size(); j++) {
        results[places.get(i).get(j)] = decided.get(j);
        stopped |= ofKey.get(j).stopsOthers() && !decided.get(j).admitted();
      }
      if (silent) {
        acknowledge(key, counted, ofKey, stopped ? List.of() : decided);
      }
      if (!stopped) {
        List<HoldResult> all = decided;
        List<HoldRequest> specs = counted;
        held.add(
            new Reservation.Held(
                key,
                silent && deadline != null,
                IntStream.range(0, all.size())
                    .filter(j -> all.get(j).outcome() == HoldResult.Outcome.GRANTED)
                    .mapToObj(j -> specs.get(j).account())
                    .toList()));
      }
      goesOn &= !stopped;
    }
    return goesOn;
  }

  /** Whatever holds nothing in a share needs no acknowledgement of the cluster. */
  private void acknowledge(
      LedgerKey key,
      List<HoldRequest> counted,
      List<HoldRequest> requests,
      List<HoldResult> decided) {
    for (int i = 0; i < counted.size(); i++) {
      boolean held = i < decided.size() && decided.get(i).outcome() == HoldResult.Outcome.GRANTED;
      if (!held && !counted.get(i).equals(requests.get(i))) {
        lastSeen.acknowledged(key, counted.get(i).account());
      }
    }
  }

  private HoldRequest share(HoldRequest request, boolean busy) {
    return busy || request.whenClusterFails() == WhenClusterFails.LOCAL
        ? request.of(lastSeen.share(request, nodes.getAsInt()))
        : request;
  }

  /** Decides while the cluster does not answer. */
  private List<HoldResult> reserveHere(
      LedgerKey key, List<HoldRequest> requests, long number, Duration lease, boolean busy) {
    List<HoldRequest> counted =
        requests.stream()
            .filter(one -> busy || one.whenClusterFails() == WhenClusterFails.LOCAL)
            .toList();
    List<HoldResult> results =
        counted.isEmpty() ? List.of() : local.reserve(key, counted, number, lease);
    return requests.stream()
        .map(
            one -> {
              int place = counted.indexOf(one);
              if (place >= 0) {
                return results.get(place);
              }
              return HoldResult.of(
                  one.whenClusterFails() == WhenClusterFails.OPEN
                      ? HoldResult.Outcome.UNCOUNTED
                      : HoldResult.Outcome.UNAVAILABLE);
            })
        .toList();
  }

  private boolean release(LedgerKey key, List<HoldRequest> requests, long number) {
    shared.settle(
        key, requests.stream().map(one -> new HoldSettlement(one.account(), 0)).toList(), number);
    return true;
  }

  /** What each of these requests would be told now; nothing of those whose ledger is silent. */
  public List<Optional<HoldResult>> look(List<HoldRequest> requests) {
    List<DeadlineExecutor.Answer<List<HoldResult>>> answers =
        ask(
            requests.stream()
                .<Callable<List<HoldResult>>>map(
                    one -> () -> shared.look(one.ledger(), List.of(one)))
                .toList());
    return answers.stream()
        .map(answer -> Optional.ofNullable(answer.value()).map(results -> results.get(0)))
        .toList();
  }

  /** What a request cost in an account. */
  @FunctionalInterface
  public interface Cost {

    /** The amount in the unit of the account, at least 0. */
    long in(AccountSpec account);
  }

  /**
   * Settles the holds of a reservation, each at most once.
   *
   * @param cost what the request cost in each account
   * @return one result for each account that held something, in the order of {@code held}
   */
  public List<SettledHold> settle(long number, List<Reservation.Held> held, Cost cost) {
    List<SettledHold> results = new ArrayList<>();
    for (Reservation.Held one : held) {
      List<HoldSettlement> settlements =
          one.accounts().stream()
              .map(
                  account ->
                      new HoldSettlement(
                          account, cost.in(one.local() ? lastSeen.whole(account) : account)))
              .toList();
      if (settlements.isEmpty()) {
        continue;
      }
      if (one.local() || deadline == null) {
        results.addAll(settleHere(one, settlements, number));
        continue;
      }
      Callable<List<SettledHold>> question = () -> shared.settle(one.ledger(), settlements, number);
      List<SettledHold> answer = ask(List.of(question)).get(0).value();
      if (answer == null) {
        // Again and again: a hold is settled once, however often it is asked for.
        chargeLater(() -> !question.call().isEmpty(), () -> {});
        answer = settlements.stream().map(unknown -> SettledHold.UNKNOWN).toList();
      }
      results.addAll(answer);
    }
    return results;
  }

  private List<SettledHold> settleHere(
      Reservation.Held one, List<HoldSettlement> settlements, long number) {
    List<SettledHold> settled = local.settle(one.ledger(), settlements, number);
    for (int i = 0; one.local() && i < settled.size(); i++) {
      HoldSettlement of = settlements.get(i);
      Runnable acknowledge = () -> lastSeen.acknowledged(one.ledger(), of.account());
      if (settled.get(i).settled() && of.amount() > 0) {
        HoldSettlement charge = new HoldSettlement(lastSeen.whole(of.account()), of.amount());
        chargeLater(
            () -> {
              shared.charge(one.ledger(), charge);
              return true;
            },
            acknowledge);
      } else {
        acknowledge.run();
      }
    }
    return settled;
  }

  /** Gives the holds of a reservation a new lease; false if one is not open, or does not answer. */
  public boolean extend(long number, List<Reservation.Held> held, Duration lease) {
    boolean open = true;
    for (Reservation.Held one : held) {
      List<Long> ids = one.accounts().stream().map(AccountSpec::id).toList();
      Boolean answer =
          one.local()
              ? (Boolean) local.extend(one.ledger(), ids, number, lease)
              : ask(List.<Callable<Boolean>>of(
                      () -> shared.extend(one.ledger(), ids, number, lease)))
                  .get(0)
                  .value();
      open &= Boolean.TRUE.equals(answer);
    }
    return open;
  }

  private <T> List<DeadlineExecutor.Answer<T>> ask(List<Callable<T>> questions) {
    return deadline == null
        ? questions.stream().map(LedgerService::here).toList()
        : deadline.ask(questions);
  }

  private static <T> DeadlineExecutor.Answer<T> here(Callable<T> question) {
    try {
      return new DeadlineExecutor.Answer<>(
          question.call(), false, false, new CompletableFuture<>());
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Where each allowance of an account stands; empty if the cluster does not answer. */
  public Optional<List<AllowanceLevel>> levels(LedgerKey key, AccountSpec account) {
    return Optional.ofNullable(
        ask(List.<Callable<List<AllowanceLevel>>>of(() -> shared.levels(key, account)))
            .get(0)
            .value());
  }

  /**
   * Releases what the cluster may reserve after the deadline, once it has done so or has failed.
   */
  private void releaseLater(DeadlineExecutor.Answer<?> answer, Callable<Boolean> release) {
    if (unsent != null && !answer.lost()) {
      var unused = answer.late().whenComplete((value, failure) -> unsent.release(release));
    }
  }

  /**
   * Charges what was spent when the cluster answers.
   *
   * @param after runs when it is charged, or was given up
   */
  private void chargeLater(Callable<Boolean> charge, Runnable after) {
    if (unsent != null) {
      unsent.charge(charge, after);
    }
  }

  /** Sends what the cluster has not answered until it does not answer again. */
  void sendAgain() {
    if (unsent != null) {
      unsent.send(LONGEST_ROUND);
    }
  }

  /** How many operations wait for the cluster. */
  int waiting() {
    return unsent == null ? 0 : unsent.size();
  }

  @Override
  public void close() {
    if (retry != null && unsent != null) {
      retry.shutdownNow();
      unsent.close(LONGEST_END);
    }
  }
}
