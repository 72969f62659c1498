package io.weir.secrets.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.internal.secret.SecretReference;
import io.weir.secrets.CapturedLog;
import io.weir.secrets.ManualClock;
import io.weir.secrets.refresh.RefreshPolicy.OnStartFailure;
import io.weir.secrets.source.ScriptedSource;
import io.weir.secrets.source.SecretReadException;
import io.weir.secrets.source.SecretReadException.FailureScope;
import io.weir.secrets.source.SecretSource;
import io.weir.secrets.source.Snapshot;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretCacheTest {

  private static final SecretReference PASSWORD =
      new SecretReference("vault", "app/db", "password");
  private static final SecretReference USER = new SecretReference("vault", "app/db", "username");
  private static final RefreshPolicy POLICY =
      new RefreshPolicy(
          Duration.ofSeconds(60),
          Duration.ofHours(24),
          Duration.ofSeconds(20),
          OnStartFailure.FAIL);

  /** The middle of every range. */
  private static final RandomGenerator MIDDLE =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          return Long.MIN_VALUE;
        }
      };

  private final ManualClock clock = new ManualClock();
  private final ScriptedSource source = new ScriptedSource();

  private SecretCache cache(RefreshPolicy policy) {
    return new SecretCache(Map.of("vault", source), policy, clock, MIDDLE);
  }

  private static RefreshPolicy policy(Duration maxStale, OnStartFailure onStartFailure) {
    return new RefreshPolicy(POLICY.refresh(), maxStale, POLICY.deadline(), onStartFailure);
  }

  private static Optional<String> text(SecretCache cache, SecretReference reference) {
    return cache.current(reference).map(ScriptedSource::text);
  }

  private void pass(SecretCache cache, Duration time) {
    clock.by(time);
    cache.refresh();
  }

  @Test
  void a_secret_is_read_once_a_minute_and_never_by_who_needs_it() {
    source.put("app/db", "password", "p1");
    SecretCache cache = cache(POLICY);
    cache.text(PASSWORD);
    cache.text(USER);
    assertThat(text(cache, PASSWORD)).isEmpty();
    assertThat(cache.refresh()).isEqualTo(Duration.ofSeconds(60));
    assertThat(text(cache, PASSWORD)).contains("p1");

    source.put("app/db", "password", "p2", "username", "u2");
    pass(cache, Duration.ofSeconds(59));
    assertThat(text(cache, PASSWORD)).contains("p1");
    pass(cache, Duration.ofSeconds(1));
    assertThat(text(cache, PASSWORD)).contains("p2");
    assertThat(text(cache, USER)).contains("u2");
    assertThat(source.reads).hasSize(2);
  }

  @Test
  void reads_come_a_tenth_earlier_or_later_so_that_servers_fall_out_of_step() {
    Backoff backoff = new Backoff(Duration.ofSeconds(60), RandomGenerator.getDefault());
    for (int i = 0; i < 1000; i++) {
      assertThat(backoff.afterSuccess()).isBetween(Duration.ofSeconds(54), Duration.ofSeconds(66));
    }
  }

  @Test
  void failures_are_retried_twice_as_late_each_time_up_to_five_minutes() {
    Backoff backoff = new Backoff(Duration.ofSeconds(60), MIDDLE);

    assertThat(List.of(1, 2, 3, 4, 9, 10, 1000).stream().map(n -> seconds(backoff, true, n)))
        .containsExactly(1L, 2L, 4L, 8L, 256L, 300L, 300L);
    assertThat(List.of(1, 2, 3, 4, 1000).stream().map(n -> seconds(backoff, false, n)))
        .containsExactly(60L, 120L, 240L, 300L, 300L);
  }

  private static long seconds(Backoff backoff, boolean passes, int failures) {
    return backoff.afterFailure(passes, failures).toSeconds();
  }

  /** Quarkus' source kept the last value for one lookup, and an empty one after that. */
  @ParameterizedTest
  @EnumSource(FailureScope.class)
  void a_failed_refresh_keeps_the_last_value_for_every_lookup_until_it_is_too_old(
      FailureScope scope) {
    source.put("app/db", "password", "p1");
    SecretCache cache = cache(POLICY);
    cache.text(PASSWORD);
    cache.refresh();
    source.fail(scope);
    for (int minutes = 1; minutes < 24 * 60; minutes++) {
      pass(cache, Duration.ofMinutes(1));
      assertThat(text(cache, PASSWORD)).contains("p1");
    }
    pass(cache, Duration.ofMinutes(2));
    assertThat(text(cache, PASSWORD)).isEmpty();

    source.recover();
    pass(cache, Duration.ofMinutes(5));
    assertThat(text(cache, PASSWORD)).contains("p1");
  }

  @Test
  void a_deleted_secret_is_given_until_it_is_too_old() {
    source.put("app/db", "password", "p1");
    SecretCache cache = cache(policy(Duration.ofMinutes(10), OnStartFailure.FAIL));
    cache.text(PASSWORD);
    cache.refresh();
    source.remove("app/db");
    pass(cache, Duration.ofMinutes(1));
    assertThat(cache.failure(PASSWORD))
        .map(SecretReadException::getMessage)
        .contains("vault:app/db: HTTP status 404; nothing there");
    assertThat(text(cache, PASSWORD)).contains("p1");
    pass(cache, Duration.ofMinutes(10));
    assertThat(text(cache, PASSWORD)).isEmpty();
  }

  @Test
  void strictly_a_value_is_gone_with_the_first_failure() {
    source.put("app/db", "password", "p1");
    SecretCache cache = cache(policy(Duration.ZERO, OnStartFailure.FAIL));
    cache.text(PASSWORD);
    cache.refresh();
    pass(cache, Duration.ofSeconds(60));
    assertThat(text(cache, PASSWORD)).contains("p1");
    source.fail(FailureScope.SOURCE_TEMPORARILY);
    pass(cache, Duration.ofSeconds(60));
    assertThat(text(cache, PASSWORD)).isEmpty();
  }

  @Test
  void a_value_is_given_up_when_its_time_is_over_and_not_only_at_the_next_read() {
    source.put("app/db", "password", "p1");
    SecretCache cache = cache(policy(Duration.ofSeconds(70), OnStartFailure.FAIL));
    cache.text(PASSWORD);
    cache.refresh();
    source.fail(FailureScope.PATH);
    clock.by(Duration.ofSeconds(60));
    // It is read again in a minute, but too old in ten seconds.
    assertThat(cache.refresh()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(11));
    pass(cache, Duration.ofSeconds(10));
    assertThat(text(cache, PASSWORD)).contains("p1");
    pass(cache, Duration.ofNanos(1));
    assertThat(text(cache, PASSWORD)).isEmpty();
    assertThat(source.reads).hasSize(2);
  }

  @Test
  void a_source_that_is_down_is_asked_once_for_all_its_paths() {
    SecretCache cache = cache(POLICY);
    source.fail(FailureScope.SOURCE_TEMPORARILY);
    for (int i = 0; i < 100; i++) {
      cache.text(new SecretReference("vault", "app/" + i, "key"));
    }
    cache.refresh();
    assertThat(source.reads).hasSize(1);
    pass(cache, Duration.ofSeconds(1));
    pass(cache, Duration.ofSeconds(2));
    assertThat(source.reads).hasSize(3);
    for (int i = 0; i < 100; i++) {
      source.put("app/" + i, "key", "value");
    }
    source.recover();
    pass(cache, Duration.ofSeconds(4));
    assertThat(source.reads).hasSize(103);
    assertThat(text(cache, new SecretReference("vault", "app/99", "key"))).contains("value");
  }

  @Test
  void a_path_that_is_missing_does_not_keep_others_from_being_read() {
    SecretCache cache = cache(POLICY);
    cache.text(new SecretReference("vault", "app/none", "key"));
    cache.text(PASSWORD);
    source.put("app/db", "password", "p1");
    cache.refresh();
    assertThat(text(cache, PASSWORD)).contains("p1");
  }

  @Test
  void a_source_that_throws_is_told_by_the_class_alone_and_asked_again() {
    List<String> calls = new ArrayList<>();
    SecretSource broken =
        path -> {
          calls.add(path);
          throw new IllegalStateException("canary-4711");
        };
    SecretCache cache = new SecretCache(Map.of("vault", broken), POLICY, clock, MIDDLE);
    cache.text(PASSWORD);
    cache.refresh();
    pass(cache, Duration.ofSeconds(1));
    assertThat(calls).hasSize(2);
    assertThat(cache.failure(PASSWORD))
        .map(SecretReadException::getMessage)
        .contains("vault:app/db: reading it failed with java.lang.IllegalStateException");
  }

  @ParameterizedTest
  @ValueSource(classes = {IllegalArgumentException.class, StackOverflowError.class})
  void whatever_is_thrown_beside_reading_ends_nothing_and_prints_nothing(Class<?> thrown)
      throws Exception {
    SecretSource surprising =
        new SecretSource() {
          @Override
          public Snapshot read(String path) throws SecretReadException {
            return source.read(path);
          }

          @Override
          public Optional<Duration> renew() {
            if (thrown == StackOverflowError.class) {
              throw new StackOverflowError("canary-4711");
            }
            throw new IllegalArgumentException("canary-4711");
          }
        };
    source.put("app/db", "password", "p1");
    source.put("app/mail", "key", "k1");
    RefreshPolicy soon =
        new RefreshPolicy(
            POLICY.refresh(), POLICY.maxStale(), Duration.ofSeconds(5), OnStartFailure.FAIL);
    PrintStream before = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try (CapturedLog log = CapturedLog.of(SecretLog.class);
        SecretCache cache =
            new SecretCache(Map.of("vault", surprising), soon, InstantSource.system(), MIDDLE)
                .start()) {
      cache.startupReads().read(PASSWORD);
      SecretReference later = new SecretReference("vault", "app/mail", "key");

      assertThat(cache.startupReads().read(later).map(ScriptedSource::text)).contains("k1");
      assertThat(log.lines())
          .contains(
              "WEIR-038: refreshing secrets failed and will be tried again: " + thrown.getName())
          .noneMatch(line -> line.contains("canary"));
    } finally {
      System.setErr(before);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8)).doesNotContain("canary");
  }

  @Test
  void what_one_path_throws_keeps_no_other_from_being_read() {
    AtomicInteger tended = new AtomicInteger();
    SecretSource broken =
        new SecretSource() {
          @Override
          public Snapshot read(String path) throws SecretReadException {
            if (path.equals("app/1")) {
              throw new StackOverflowError("canary-4711");
            }
            return source.read(path);
          }

          @Override
          public Optional<Duration> renew() {
            tended.incrementAndGet();
            return Optional.empty();
          }
        };
    SecretCache cache = new SecretCache(Map.of("vault", broken), POLICY, clock, MIDDLE);
    for (int i = 0; i < 3; i++) {
      source.put("app/" + i, "key", "k" + i);
      cache.text(new SecretReference("vault", "app/" + i, "key"));
    }
    cache.refresh();
    assertThat(text(cache, new SecretReference("vault", "app/0", "key"))).contains("k0");
    assertThat(text(cache, new SecretReference("vault", "app/2", "key"))).contains("k2");
    assertThat(tended).hasValue(1);
    assertThat(cache.failure(new SecretReference("vault", "app/1", "key")))
        .map(SecretReadException::getMessage)
        .contains("vault:app/1: reading it failed with java.lang.StackOverflowError");
  }

  @Test
  void whoever_cannot_take_a_value_keeps_it_from_no_other() {
    source.put("app/db", "password", "p1");
    SecretCache cache = cache(policy(Duration.ZERO, OnStartFailure.FAIL));
    List<String> heard = new ArrayList<>();
    cache.onChange(
        PASSWORD,
        () -> {
          throw new StackOverflowError("canary-4711");
        });
    cache.onChange(PASSWORD, () -> heard.add(text(cache, PASSWORD).orElse("")));
    cache.refresh();
    source.fail(FailureScope.SOURCE_TEMPORARILY);
    pass(cache, Duration.ofMinutes(2));
    assertThat(heard).containsExactly("p1", "");
  }

  @Test
  void a_key_that_is_gone_when_its_path_comes_back_is_told() {
    source.put("app/db", "password", "p1", "username", "u1");
    SecretCache cache = cache(policy(Duration.ofHours(1), OnStartFailure.FAIL));
    cache.text(PASSWORD);
    cache.text(USER);
    cache.refresh();
    source.fail(FailureScope.SOURCE_TEMPORARILY);
    pass(cache, Duration.ofMinutes(50));
    pass(cache, Duration.ofHours(2));
    source.recover();
    source.put("app/db", "username", "u2");
    try (CapturedLog log = CapturedLog.of(SecretLog.class)) {
      pass(cache, Duration.ofMinutes(10));
      assertThat(text(cache, USER)).contains("u2");
      assertThat(cache.failure(PASSWORD)).isPresent();
      assertThat(log.lines())
          .contains(
              "WEIR-030: a secret cannot be read: vault:app/db: it was read but has no key \"password\"");
    }
  }

  @Test
  @Timeout(60)
  void its_own_end_is_no_failure_of_the_source() throws Exception {
    source.put("app/db", "password", "p1");
    CompletableFuture<Void> waits = new CompletableFuture<>();
    CountDownLatch never = new CountDownLatch(1);
    AtomicInteger reads = new AtomicInteger();
    SecretSource slow =
        path -> {
          if (reads.incrementAndGet() == 2) {
            waits.complete(null);
            try {
              never.await();
            } catch (InterruptedException e) {
              throw new SecretReadException(
                  "vault", path, "nobody waits", FailureScope.SOURCE_TEMPORARILY);
            }
          }
          return source.read(path);
        };
    RefreshPolicy strict =
        new RefreshPolicy(
            Duration.ofMillis(1), Duration.ZERO, POLICY.deadline(), OnStartFailure.FAIL);
    try (CapturedLog log = CapturedLog.of(SecretLog.class);
        SecretCache cache =
            new SecretCache(Map.of("vault", slow), strict, InstantSource.system(), MIDDLE)
                .start()) {
      cache.startupReads().read(PASSWORD);
      waits.join();
      cache.stop();
      assertThat(text(cache, PASSWORD)).contains("p1");
      assertThat(cache.failure(PASSWORD)).isEmpty();
      assertThat(log.lines()).isEmpty();
      cache.start();
      while (reads.get() < 4 && !Thread.currentThread().isInterrupted()) {
        Thread.onSpinWait();
      }
      assertThat(text(cache, PASSWORD)).contains("p1");
    }
  }

  @Test
  void a_key_is_no_older_than_others_when_its_whole_path_fails_later() {
    source.put("app/db", "password", "p1", "username", "u1");
    Duration hour = Duration.ofHours(1);
    SecretCache cache = cache(policy(hour, OnStartFailure.FAIL));
    cache.text(PASSWORD);
    cache.text(USER);
    cache.refresh();
    source.put("app/db", "username", "u2");
    pass(cache, Duration.ofMinutes(50));
    assertThat(text(cache, PASSWORD)).contains("p1");
    source.fail(FailureScope.SOURCE_TEMPORARILY);
    try (CapturedLog log = CapturedLog.of(SecretLog.class)) {
      pass(cache, Duration.ofMinutes(9));
      assertThat(text(cache, PASSWORD)).contains("p1");
      pass(cache, Duration.ofMinutes(2));
      assertThat(text(cache, PASSWORD)).isEmpty();
      assertThat(text(cache, USER)).contains("u2");
      pass(cache, Duration.ofMinutes(50));
      assertThat(text(cache, USER)).isEmpty();
      assertThat(log.lines().stream().filter(line -> line.startsWith("WEIR-032"))).hasSize(2);
    }
  }

  /** Sources are not made for two threads, also where one of them does not come back in time. */
  @Test
  void a_source_that_does_not_come_back_is_not_asked_by_another_thread() throws Exception {
    CompletableFuture<Thread> first = new CompletableFuture<>();
    CompletableFuture<Void> back = new CompletableFuture<>();
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    SecretSource stubborn =
        path -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          first.complete(Thread.currentThread());
          back.join();
          Thread.interrupted(); // As I/O may, it takes the interrupt and says nothing of it.
          inside.decrementAndGet();
          return source.read(path);
        };
    source.put("app/db", "password", "p1");
    try (SecretCache cache =
        new SecretCache(Map.of("vault", stubborn), POLICY, InstantSource.system(), MIDDLE)
            .start()) {
      cache.text(PASSWORD);
      Thread stuck = first.get();
      Thread.currentThread().interrupt(); // Whoever ends it does not wait.
      cache.stop();
      assertThat(Thread.interrupted()).isTrue();
      cache.start();
      back.complete(null);
      stuck.join(Duration.ofSeconds(5).toMillis());

      assertThat(stuck.isAlive()).isFalse();
      assertThat(cache.startupReads().read(PASSWORD)).isPresent();
      assertThat(most).hasValue(1);
    }
  }

  @Test
  void listeners_hear_of_changes_and_of_nothing_else() {
    source.put("app/db", "password", "p1");
    SecretCache cache = cache(POLICY);
    List<String> heard = new ArrayList<>();
    cache.onChange(PASSWORD, () -> heard.add(text(cache, PASSWORD).orElse("")));
    cache.onChange(
        PASSWORD,
        () -> {
          throw new IllegalArgumentException("no key");
        });
    cache.refresh();
    pass(cache, Duration.ofMinutes(1));
    source.put("app/db", "password", "p2");
    pass(cache, Duration.ofMinutes(1));
    source.fail(FailureScope.PATH);
    pass(cache, Duration.ofMinutes(2));
    pass(cache, Duration.ofHours(24));

    assertThat(heard).containsExactly("p1", "p2", "");
  }

  @Test
  void a_deployment_gets_its_secret_or_a_reason() throws Exception {
    source.put("app/db", "password", "p1");
    try (SecretCache cache = real(POLICY)) {
      StartupReads reads = cache.startupReads();

      assertThat(reads.read(PASSWORD).map(ScriptedSource::text)).contains("p1");
      assertThatThrownBy(() -> reads.read(new SecretReference("vault", "app/none", "key")))
          .hasMessage("vault:app/none: HTTP status 404; nothing there");
      assertThatThrownBy(() -> reads.read(USER))
          .hasMessage("vault:app/db: it was read but has no key \"username\"");
      assertThat(
              reads.readAll(
                  List.of(PASSWORD, USER, new SecretReference("vault", "app/none", "key"))))
          .hasSize(2);
    }
  }

  private SecretCache real(RefreshPolicy policy) {
    return new SecretCache(Map.of("vault", source), policy, InstantSource.system(), MIDDLE).start();
  }

  @Test
  void what_waiting_does_not_mend_is_tried_once() {
    try (SecretCache cache = real(POLICY)) {
      source.fail(FailureScope.SOURCE);
      assertThatThrownBy(() -> cache.startupReads().read(PASSWORD))
          .isInstanceOf(SecretReadException.class);
      assertThat(source.reads).hasSize(1);
    }
  }

  @Test
  void a_first_read_is_tried_three_times() throws Exception {
    SecretCache cache = cache(POLICY);
    source.fail(FailureScope.SOURCE_TEMPORARILY);
    Thread deployment = new Thread(() -> cache.startupReads().readAll(List.of(PASSWORD)));
    deployment.start();
    while (deployment.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    cache.refresh();
    pass(cache, Duration.ofSeconds(1));
    assertThat(deployment.isAlive()).isTrue();
    pass(cache, Duration.ofSeconds(2));
    deployment.join();

    assertThat(source.reads).hasSize(StartupReads.ATTEMPTS);
  }

  @Test
  void a_deployment_does_not_wait_longer_than_its_deadline() {
    CountDownLatch never = new CountDownLatch(1);
    SecretSource silent =
        path -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          throw new SecretReadException("vault", path, "interrupted", FailureScope.PATH);
        };
    RefreshPolicy hasty =
        new RefreshPolicy(
            POLICY.refresh(), POLICY.maxStale(), Duration.ofMillis(1), OnStartFailure.FAIL);
    try (SecretCache cache =
        new SecretCache(Map.of("vault", silent), hasty, InstantSource.system(), MIDDLE).start()) {
      assertThatThrownBy(() -> cache.startupReads().read(PASSWORD))
          .hasMessageStartingWith("vault:app/db: not read within");
    }
  }

  /** The clock stands still for the second read: with a deadline of its own, it would not end. */
  @Test
  @Timeout(60)
  void all_first_reads_of_a_deployment_have_one_deadline_together() {
    RefreshPolicy hasty =
        new RefreshPolicy(
            POLICY.refresh(), POLICY.maxStale(), Duration.ofMillis(1), OnStartFailure.FAIL);
    List<Instant> fixed = new CopyOnWriteArrayList<>();
    InstantSource time = () -> fixed.isEmpty() ? Instant.now() : fixed.get(0);
    SecretCache cache = new SecretCache(Map.of("vault", source), hasty, time, MIDDLE);
    StartupReads reads = cache.startupReads();
    assertThat(reads.readAll(List.of(PASSWORD))).hasSize(1);

    fixed.add(time.instant());
    assertThat(reads.readAll(List.of(new SecretReference("vault", "app/other", "key")))).hasSize(1);
  }

  @Test
  void a_deployment_may_start_with_what_this_server_read_before_or_without() throws Exception {
    source.put("app/db", "password", "p1");
    for (OnStartFailure choice : OnStartFailure.values()) {
      source.recover();
      try (SecretCache cache = real(policy(POLICY.maxStale(), choice))) {
        cache.startupReads().read(PASSWORD);
        source.fail(FailureScope.SOURCE);
        StartupReads next = cache.startupReads();
        List<SecretReadException> unread =
            next.readAll(List.of(new SecretReference("vault", "app/other", "k")));

        assertThat(unread.isEmpty()).isEqualTo(choice == OnStartFailure.DEGRADE);
        assertThat(next.read(PASSWORD).map(ScriptedSource::text)).contains("p1");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(OnStartFailure.class)
  void a_value_from_before_is_enough_where_it_may_be(OnStartFailure choice) {
    source.put("app/db", "password", "p1");
    SecretCache cache = cache(policy(POLICY.maxStale(), choice));
    cache.text(PASSWORD);
    cache.refresh();
    source.fail(FailureScope.SOURCE);
    pass(cache, Duration.ofMinutes(1));

    assertThat(cache.startupReads().failure(PASSWORD).isPresent())
        .isEqualTo(choice == OnStartFailure.FAIL);
    assertThat(
            cache
                .startupReads()
                .failure(new SecretReference("vault", "app/other", "k"))
                .isPresent())
        .isEqualTo(choice != OnStartFailure.DEGRADE);
  }

  @Test
  void a_source_that_is_not_configured_is_told() {
    assertThatThrownBy(() -> cache(POLICY).text(new SecretReference("valt", "a/b", "c")))
        .hasMessageContaining("valt");
  }

  @Test
  void the_end_closes_the_sources() {
    SecretCache cache = cache(POLICY);
    cache.close();
    assertThat(source.isClosed).isTrue();
  }
}
