package io.weir.internal.counting;

import io.weir.internal.secret.Secret;
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
public final class CountingService {

  private static final Object DOOR = new Object();
  private static @Nullable CountingService running;

  private final ClusterPolicy policy;
  private final Optional<ClusterMember> member;
  private final Optional<DeadlineExecutor> deadline;
  private final Buckets alone;
  private final Buckets counted;
  private final Pseudonyms pseudonyms;
  private int users;

  private CountingService(ClusterPolicy policy, Optional<ClusterMember> member) {
    this.policy = policy;
    this.member = member;
    alone = inThisJvm(InstantSource.system());
    counted = member.map(ClusterMember::buckets).orElse(alone);
    deadline = member.map(started -> new DeadlineExecutor(policy.deadline()));
    pseudonyms = new Pseudonyms(secret(policy, member));
    // Two clusters that became one had agreed on two secrets; only one of them is left.
    member.ifPresent(started -> started.onMerge(() -> pseudonyms.change(secret(policy, member))));
  }

  private static Secret secret(ClusterPolicy policy, Optional<ClusterMember> member) {
    return policy
        .keySecret()
        .orElseGet(() -> member.map(ClusterMember::agreedSecret).orElseGet(Secret::random));
  }

  private static CountingService start(ClusterPolicy policy) {
    Optional<ClusterMember> member =
        policy.kind() == ClusterPolicy.Kind.NONE
            ? Optional.empty()
            : Optional.of(ClusterMember.start(policy));
    try {
      CountingService counting = new CountingService(policy, member);
      counting.trial();
      return counting;
    } catch (RuntimeException | Error e) {
      member.ifPresent(ClusterMember::close);
      throw e;
    }
  }

  /**
   * One token of a bucket that no rule uses: what cannot work shows now, and the first request
   * finds its classes loaded.
   */
  private void trial() {
    BucketSpec spec =
        new BucketSpec(
            List.of(new Bandwidth(1_000_000, Duration.ofSeconds(1))),
            Refill.WINDOW,
            ZoneOffset.UTC);
    counted.giveBack(counted.take(pseudonyms.of("trial"), spec, 1));
  }

  /** Buckets that no other JVM shares. */
  public static Buckets inThisJvm(InstantSource clock) {
    return new BucketStore(
        kept -> new LocalTable(kept, clock), kept -> new LocalTable(kept, clock), clock);
  }

  /**
   * The grid of this house, started if it does not run; to be {@linkplain #leave left} once.
   *
   * @throws IllegalStateException with a sentence for the administrator if it cannot start, or runs
   *     with other settings
   */
  public static CountingService join(ClusterPolicy policy) {
    synchronized (DOOR) {
      if (running == null) {
        running = inOwnThread("weir-start", () -> start(policy));
      } else if (!running.policy.equals(policy)) {
        throw new IllegalStateException(
            "applications that share Weir's jar share its member, so these settings must be the same in all: "
                + policy.differencesTo(running.policy));
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

  private CountingService close() {
    deadline.ifPresent(DeadlineExecutor::close);
    member.ifPresent(ClusterMember::close);
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
    return member.map(ClusterMember::nodes).orElse(1);
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

  /**
   * Hazelcast leaves its traces in the thread that starts it. In a thread of the server's pool they
   * would keep the house in memory for ever.
   */
  private static <T> T inOwnThread(String name, Callable<T> task) {
    FutureTask<T> result = new FutureTask<>(task);
    DeadlineExecutor.thread(result, name).start();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return result.get();
        } catch (InterruptedException e) {
          // What was begun is ended: a member that nobody waits for would be nobody's.
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalStateException(
          "the cluster's member failed in %s: %s".formatted(name, cause.getMessage()), cause);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
