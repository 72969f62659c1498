package io.weir.internal.grid;

import io.weir.secrets.Secret;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Where this copy of the jar counts: one member of a cluster, shared by all filters and all
 * applications of the house, or this JVM alone. Started by the first that joins, ended by the last
 * that leaves.
 */
public final class Grid {

  private static final Object DOOR = new Object();
  private static @Nullable Grid running;

  private final ClusterPolicy policy;
  private final Optional<Member> member;
  private final Optional<Deadline> deadline;
  private final Buckets alone;
  private final Buckets counted;
  private final Pseudonyms pseudonyms;
  private int users;

  private Grid(ClusterPolicy policy) {
    this.policy = policy;
    this.alone = inThisJvm(InstantSource.system());
    if (policy.kind() == ClusterPolicy.Kind.NONE) {
      member = Optional.empty();
      deadline = Optional.empty();
      counted = alone;
      pseudonyms = new Pseudonyms(policy.keySecret().orElseGet(Grid::randomSecret));
    } else {
      Member started = Member.start(policy);
      member = Optional.of(started);
      deadline = Optional.of(new Deadline(policy.deadline()));
      counted = started.buckets();
      pseudonyms = new Pseudonyms(policy.keySecret().orElseGet(started::agreedSecret));
    }
  }

  private static Grid start(ClusterPolicy policy) {
    Grid grid = new Grid(policy);
    try {
      grid.trial();
      return grid;
    } catch (RuntimeException e) {
      grid.close();
      throw e;
    }
  }

  /**
   * One token of a bucket that no rule uses: what cannot work shows now, and the first request
   * finds its classes loaded.
   */
  private void trial() {
    Shape shape =
        new Shape(
            List.of(new Bandwidth(1_000_000, Duration.ofSeconds(1))),
            Refill.WINDOW,
            ZoneOffset.UTC);
    counted.giveBack(counted.take(pseudonyms.of("trial"), shape, 1));
  }

  /** Buckets that no other JVM shares. */
  public static Buckets inThisJvm(InstantSource clock) {
    return new BucketStore(kept -> new LocalTable(kept, clock), clock);
  }

  /**
   * The grid of this house, started if it does not run; to be {@linkplain #leave left} once.
   *
   * @throws IllegalStateException with a sentence for the administrator if it cannot start, or runs
   *     with other settings
   */
  public static Grid join(ClusterPolicy policy) {
    synchronized (DOOR) {
      if (running == null) {
        running = inOwnThread("weir-start", () -> start(policy));
      } else if (!running.policy.equals(policy)) {
        throw new IllegalStateException(
            "weir.cluster…: applications that share Weir's jar share its member, so these settings must be the same in all: %s here, %s there"
                .formatted(policy, running.policy));
      }
      running.users++;
      return running;
    }
  }

  /** Ends one stay; the last one ends the member. */
  public void leave() {
    synchronized (DOOR) {
      users--;
      if (users == 0) {
        running = null;
        inOwnThread("weir-stop", this::close);
      }
    }
  }

  private Grid close() {
    deadline.ifPresent(Deadline::close);
    member.ifPresent(Member::close);
    return this;
  }

  /** Buckets that every node shares. To be used inside {@link #ask} only. */
  public Buckets counted() {
    return counted;
  }

  /** Buckets of this JVM, for when the cluster does not answer. */
  public Buckets alone() {
    return alone;
  }

  /** The names under which clients are stored. */
  public Pseudonyms pseudonyms() {
    return pseudonyms;
  }

  /** How many nodes count together, this one included. */
  public int nodes() {
    return member.map(Member::nodes).orElse(1);
  }

  /** What the cluster answers; nothing if it fails or does not answer within the deadline. */
  public <T> Optional<T> ask(Callable<T> question) {
    return deadline.isPresent() ? deadline.get().ask(question) : here(question);
  }

  private static <T> Optional<T> here(Callable<T> question) {
    try {
      return Optional.of(question.call());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Secret randomSecret() {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    return Secret.of(random);
  }

  /**
   * Hazelcast leaves its traces in the thread that starts it. In a thread of the server's pool they
   * would keep the house in memory for ever.
   */
  private static <T> T inOwnThread(String name, Callable<T> task) {
    FutureTask<T> result = new FutureTask<>(task);
    Deadline.thread(result, name).start();
    try {
      return result.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(
          "interrupted while the cluster's member was starting or stopping", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalStateException(
          "the cluster's member cannot start: " + cause.getMessage(), cause);
    }
  }
}
