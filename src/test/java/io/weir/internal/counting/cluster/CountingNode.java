package io.weir.internal.counting.cluster;

import io.weir.internal.counting.BucketSpec;
import io.weir.internal.counting.ConsumptionResult;
import io.weir.internal.counting.CountingService;
import io.weir.internal.counting.EntryKey;
import io.weir.internal.counting.Limit;
import io.weir.internal.counting.Refill;
import io.weir.internal.counting.RetentionClass;
import io.weir.internal.counting.TokenRequest;
import io.weir.internal.counting.WhenClusterFails;
import io.weir.internal.counting.ledger.AccountSpec;
import io.weir.internal.counting.ledger.Allowance;
import io.weir.internal.counting.ledger.HoldRequest;
import io.weir.internal.counting.ledger.LedgerKey;
import io.weir.internal.counting.ledger.LedgerRetention;
import io.weir.internal.counting.ledger.LedgerService;
import io.weir.internal.counting.ledger.Reservation;
import io.weir.internal.counting.ledger.Span;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A node in a JVM of its own, which counts as an application does. It ends when its input does, so
 * no node outlives the JVM that started it.
 *
 * <pre>
 *   question   burst  client limit requests            all at once
 *              load   client clients limit millis      eight threads, round and round; the first of two
 *                                                      answers is "begun", after a request of each client
 *              flood  client other requests            many of a refused client beside those of another
 *              nodes
 *              told                            whether the cluster knows all that this node granted
 *              hold   budget amount estimate millis   reserves for so long, and says the number
 *              settle budget amount number cost       whether the hold was open
 *              left   budget amount                   of the budget
 *   answer     longest wait in milliseconds, errors, and what was admitted of each client
 * </pre>
 */
final class CountingNode {

  private static final int LOAD_THREADS = 8;
  private static final int FLOOD_THREADS = 280;

  private final CountingService counting;
  private final AtomicLong longest = new AtomicLong();
  private final AtomicLong errors = new AtomicLong();

  private CountingNode(CountingService counting) {
    this.counting = counting;
  }

  /**
   * Starts a node.
   *
   * @param args its address, its port, the deadline in milliseconds, and the endpoints of all
   *     members, if any
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    List<Endpoint> members =
        IntStream.range(3, args.length).mapToObj(i -> Endpoint.parse(args[i])).toList();
    SharedCounting shared =
        SharedCounting.join(
            Policies.of(
                "node",
                members,
                args[0],
                Integer.parseInt(args[1]),
                Duration.ofMillis(Long.parseLong(args[2]))));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    answer(Integer.toString(shared.nodes()));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      List<String> question = List.of(line.split(" ", -1));
      CountingNode node = new CountingNode(shared.service());
      switch (question.get(0)) {
        case "burst" -> answer(node.burst(question));
        case "load" -> answer(node.load(question));
        case "flood" -> answer(node.flood(question));
        case "hold", "settle", "left" -> answer(ledger(shared.ledgers(), question));
        case "nodes" -> answer(Integer.toString(shared.nodes()));
        case "told" -> answer(Boolean.toString(!shared.owes()));
        default -> throw new IllegalArgumentException(line);
      }
    }
    Runtime.getRuntime().halt(0); // A member that cannot reach the others would stop slowly.
  }

  private static void answer(String text) {
    System.out.println("answer " + text);
  }

  private static String ledger(LedgerService ledgers, List<String> question) {
    LedgerKey key =
        new LedgerKey(ledgers.pseudonyms().of(question.get(1)), LedgerRetention.EVER, false);
    AccountSpec account =
        new AccountSpec(
            1,
            List.of(new Allowance(Long.parseLong(question.get(2)), Span.UNTIL_RESET)),
            ZoneOffset.UTC,
            List.of());
    List<Reservation.Held> held = List.of(new Reservation.Held(key, false, List.of(account)));
    return switch (question.get(0)) {
      case "hold" -> {
        long estimate = Long.parseLong(question.get(3));
        Duration lease = Duration.ofMillis(Long.parseLong(question.get(4)));
        yield Long.toString(ledgers.reserve(List.of(hold(key, account, estimate)), lease).number());
      }
      case "settle" -> {
        long cost = Long.parseLong(question.get(4));
        yield Boolean.toString(
            ledgers.settle(Long.parseLong(question.get(3)), held, of -> cost).get(0).settled());
      }
      default ->
          ledgers
              .look(List.of(hold(key, account, 0)))
              .get(0)
              .orElseThrow()
              .left()
              .get(0)
              .toString();
    };
  }

  private static HoldRequest hold(LedgerKey key, AccountSpec account, long estimate) {
    return new HoldRequest(key, account, estimate, false, true, WhenClusterFails.LOCAL);
  }

  private String burst(List<String> question) throws InterruptedException {
    TokenRequest request = request(question.get(1), Long.parseLong(question.get(2)));
    AtomicIntegerArray admitted = new AtomicIntegerArray(1);
    inThreads(
        Integer.parseInt(question.get(3)),
        thread -> {
          if (admits(request)) {
            admitted.incrementAndGet(0);
          }
        });
    return result(admitted);
  }

  private String flood(List<String> question) throws InterruptedException {
    TokenRequest refused = request(question.get(1), 1);
    int calls = Integer.parseInt(question.get(3));
    TokenRequest others = request(question.get(2), 10L * calls, WhenClusterFails.CLOSED);
    AtomicIntegerArray admitted = new AtomicIntegerArray(2);
    AtomicBoolean ended = new AtomicBoolean();
    inThreads(
        FLOOD_THREADS + 1,
        thread -> {
          if (thread == 0) {
            for (int i = 0; i < calls; i++) {
              admitted.addAndGet(0, admits(others) ? 1 : 0);
              pause(1);
            }
            ended.set(true);
          }
          while (!ended.get()) {
            admitted.addAndGet(1, admits(refused) ? 1 : 0);
            pause(20);
          }
        });
    return result(admitted);
  }

  private String load(List<String> question) throws InterruptedException {
    int clients = Integer.parseInt(question.get(2));
    long limit = Long.parseLong(question.get(3));
    List<TokenRequest> requests =
        IntStream.range(0, clients)
            .mapToObj(client -> request(question.get(1) + client, limit))
            .toList();
    AtomicIntegerArray admitted = new AtomicIntegerArray(clients);
    AtomicIntegerArray asked = new AtomicIntegerArray(clients);
    AtomicInteger known = new AtomicInteger();
    long end = System.nanoTime() + Duration.ofMillis(Long.parseLong(question.get(4))).toNanos();
    IntUnaryOperator next = client -> (client + LOAD_THREADS) % clients;
    inThreads(
        LOAD_THREADS,
        thread -> {
          for (int client = thread; System.nanoTime() - end < 0; client = next.applyAsInt(client)) {
            if (admits(requests.get(client))) {
              admitted.incrementAndGet(client);
            }
            if (asked.incrementAndGet(client) == 1 && known.incrementAndGet() == clients) {
              answer("begun");
            }
            pause(1);
          }
        });
    return result(admitted);
  }

  /** Leaves the machine to the other nodes. */
  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void inThreads(int number, IntConsumer task) throws InterruptedException {
    CountDownLatch begin = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      int one = i;
      Thread thread =
          new Thread(
              () -> {
                awaitAll(begin);
                task.accept(one);
              });
      thread.start();
      threads.add(thread);
    }
    begin.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void awaitAll(CountDownLatch begin) {
    try {
      begin.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private TokenRequest request(String client, long limit) {
    return request(client, limit, WhenClusterFails.LOCAL);
  }

  private TokenRequest request(String client, long limit, WhenClusterFails fails) {
    return new TokenRequest(
        new EntryKey(counting.pseudonyms().of(client), RetentionClass.HOUR, true),
        1,
        new BucketSpec(
            List.of(new Limit(limit, Duration.ofHours(1))), Refill.WINDOW, ZoneOffset.UTC),
        1,
        fails,
        TokenRequest.NO_LOGIN,
        true);
  }

  private boolean admits(TokenRequest request) {
    long asked = System.nanoTime();
    try {
      return counting.take(List.of(request)).stream().allMatch(ConsumptionResult::admitted);
    } catch (RuntimeException e) {
      errors.incrementAndGet();
      return false;
    } finally {
      long waited = Duration.ofNanos(System.nanoTime() - asked).toMillis();
      longest.accumulateAndGet(waited, Math::max);
    }
  }

  private String result(AtomicIntegerArray admitted) {
    return longest
        + " "
        + errors
        + " "
        + IntStream.range(0, admitted.length())
            .mapToObj(client -> Integer.toString(admitted.get(client)))
            .collect(Collectors.joining(","));
  }
}
