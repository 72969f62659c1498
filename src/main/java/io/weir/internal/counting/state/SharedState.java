package io.weir.internal.counting.state;

import io.weir.internal.counting.DeadlineExecutor;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decisions and reports, as this node knows them.
 *
 * <pre>
 *   decide, report ─→ the copy of this node ─→ in its thread ─→ the tables of the cluster
 *   decision, reported ←─ the copy          ←─ in its thread ←─ what others write
 * </pre>
 *
 * Nobody who asks waits for the cluster. What the tables lose, the copy of each node restores.
 */
public final class SharedState implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SharedState.class);

  /** How often a node tells that it lives, and reads what it may have missed. */
  private static final Duration TELLS = Duration.ofSeconds(5);

  /** A node that is silent for so long reports nothing any more. */
  static final Duration LEASE = Duration.ofSeconds(20);

  /** How long a start, an end and an administrator wait for the cluster. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final @Nullable StateTables tables;
  private final @Nullable ScheduledThreadPoolExecutor thread;
  private final Map<String, Decision> decisions = new ConcurrentHashMap<>();
  private final List<Report> own = new CopyOnWriteArrayList<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final AtomicBoolean pending = new AtomicBoolean();

  /** Used by the thread only. */
  private boolean closed;

  /** What other nodes report, by their ids. */
  private volatile Map<String, NodeReport> others = Map.of();

  /** What this node reports under a name, until it is closed. */
  public final class Report implements AutoCloseable {

    private final String name;
    private volatile String text;

    private Report(String name, String text) {
      this.name = name;
      this.text = text;
    }

    /** Replaces the text, which is one line. Others learn it soon. */
    public void set(String next) {
      text = next;
      exchangeSoon();
    }

    @Override
    public void close() {
      own.remove(this);
      exchangeSoon();
    }
  }

  private SharedState(@Nullable StateTables tables, @Nullable ScheduledThreadPoolExecutor thread) {
    this.tables = tables;
    this.thread = thread;
  }

  /** The state of this JVM alone. */
  public static SharedState local() {
    return new SharedState(null, null);
  }

  /** The state of a cluster, read once. If the cluster does not answer, it is read later. */
  public static SharedState of(StateTables tables) {
    ScheduledThreadPoolExecutor thread =
        new ScheduledThreadPoolExecutor(1, task -> DeadlineExecutor.thread(task, "weir-state"));
    SharedState state = new SharedState(tables, thread);
    state.await(
        thread.submit(
            () -> {
              tables.listen(state.new Changes());
              state.exchange();
            }));
    var unused =
        thread.scheduleWithFixedDelay(
            state::tick, TELLS.toMillis(), TELLS.toMillis(), TimeUnit.MILLISECONDS);
    return state;
  }

  /** Makes a name of its parts, which may be any text: {@code circuit}, the scope, the circuit. */
  public static String name(String... parts) {
    return Stream.of(parts)
        .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8))
        .collect(Collectors.joining("/"));
  }

  /** What was decided last; empty if nobody has decided. */
  public Optional<Decision> decision(String name) {
    return Optional.ofNullable(decisions.get(name));
  }

  /**
   * Decides for the whole cluster. It holds on this node at once. Waits some seconds for the
   * cluster, so it is nothing for a request.
   *
   * @param text one line
   * @return whether the cluster knows it; if not, it is told when it answers
   */
  public boolean decide(String name, String text) {
    decideHere(name, text);
    tellListeners();
    return thread == null || await(thread.submit(() -> tell(name, text)));
  }

  private void decideHere(String name, String text) {
    decisions.merge(
        name, new Decision(1, text), (known, first) -> new Decision(known.number() + 1, text));
  }

  /** Decides once more if the cluster knew later decisions, of which this node had not heard. */
  private void tell(String name, String text) {
    exchange();
    if (decision(name).filter(known -> known.text().equals(text)).isEmpty()) {
      decideHere(name, text);
      exchange();
      tellListeners();
    }
  }

  /** Has this node report a text under a name. */
  public Report report(String name, String text) {
    Report report = new Report(name, text);
    own.add(report);
    exchangeSoon();
    return report;
  }

  /** What each node reports under a name, this node first. */
  public List<Reported> reported(String name) {
    List<Reported> all = new ArrayList<>();
    List<String> here =
        own.stream().filter(one -> one.name.equals(name)).map(one -> one.text).toList();
    if (!here.isEmpty()) {
      all.add(new Reported("", "this node", true, here));
    }
    others.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            other ->
                Optional.ofNullable(other.getValue().texts().get(name))
                    .ifPresent(
                        texts ->
                            all.add(
                                new Reported(
                                    other.getKey(), other.getValue().node(), false, texts))));
    return all;
  }

  /** What is reported under the name of a report besides it, on this node and on others. */
  public List<String> besides(Report report) {
    return Stream.concat(
            own.stream()
                .filter(one -> one != report && one.name.equals(report.name))
                .map(one -> one.text),
            others.values().stream()
                .flatMap(other -> other.texts().getOrDefault(report.name, List.of()).stream()))
        .toList();
  }

  /**
   * Runs the listener after every decision, and in a cluster after every other change and every few
   * seconds. It must not wait.
   *
   * @return removes the listener
   */
  public Runnable listen(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private void tellListeners() {
    listeners.forEach(
        listener -> {
          try {
            listener.run();
          } catch (RuntimeException e) {
            LOG.debug("A listener failed", e); // The next one is told all the same.
          }
        });
  }

  /** In its own thread: the caller may hold locks that listeners need. */
  private void exchangeSoon() {
    if (thread != null && pending.compareAndSet(false, true)) {
      later(this::tick);
    }
  }

  private void later(Runnable task) {
    try {
      if (thread != null) {
        thread.execute(task);
      }
    } catch (RejectedExecutionException e) {
      LOG.debug("The state is closed", e);
    }
  }

  private void tick() {
    pending.set(false);
    try {
      exchange();
    } catch (RuntimeException e) {
      LOG.debug("The cluster does not answer", e); // The copy of this node holds.
    }
    tellListeners();
  }

  /** Tells the cluster what this node knows, and reads what the others do. */
  private void exchange() {
    if (tables == null || closed) {
      return;
    }
    tables.report(ownReport(tables.node()).toString(), LEASE);
    Map<String, NodeReport> read = new HashMap<>();
    tables
        .reports()
        .forEach((id, text) -> NodeReport.parse(text).ifPresent(report -> read.put(id, report)));
    read.remove(tables.id());
    others = Map.copyOf(read);
    Map<String, String> there = tables.decisions();
    there.forEach(this::learn);
    decisions.forEach((name, decision) -> teach(tables, name, decision, there.get(name)));
  }

  private NodeReport ownReport(String node) {
    return new NodeReport(
        node,
        own.stream()
            .collect(
                Collectors.groupingBy(
                    one -> one.name, Collectors.mapping(one -> one.text, Collectors.toList()))));
  }

  private void learn(String name, String written) {
    Decision.parse(written)
        .ifPresent(
            read ->
                decisions.merge(
                    name, read, (known, other) -> other.replaces(known) ? other : known));
  }

  /** Writes a decision into the table unless the table has a later one. */
  private void teach(StateTables all, String name, Decision decision, @Nullable String there) {
    boolean known =
        there != null
            && Decision.parse(there).filter(other -> !decision.replaces(other)).isPresent();
    if (!known && !all.decide(name, there, decision.toString())) {
      exchangeSoon(); // Somebody has decided at the same time.
    }
  }

  private boolean await(Future<?> told) {
    boolean interrupted = Thread.interrupted();
    try {
      told.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      LOG.debug("The cluster does not answer", e);
      return false;
    } catch (InterruptedException e) {
      interrupted = true;
      return false;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    if (thread != null && tables != null) {
      await(
          thread.submit(
              () -> {
                closed = true; // What waits behind this must not report again.
                tables.close();
              }));
      thread.shutdownNow();
    }
  }

  /** What others write: it is known at once, and listeners learn it in the thread of the state. */
  private final class Changes implements StateTables.Listener {

    @Override
    public void decided(String name, String written) {
      learn(name, written);
      later(SharedState.this::tellListeners);
    }

    @Override
    public void reported(String id, String written) {
      if (tables != null && !id.equals(tables.id())) {
        later(
            () -> {
              Map<String, NodeReport> known = new HashMap<>(others);
              NodeReport.parse(written).ifPresent(report -> known.put(id, report));
              others = Map.copyOf(known);
              tellListeners();
            });
      }
    }

    @Override
    public void changed() {
      exchangeSoon();
    }
  }
}
