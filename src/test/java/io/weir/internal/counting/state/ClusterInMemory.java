package io.weir.internal.counting.state;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** The tables of a cluster; all nodes share the maps. */
public final class ClusterInMemory {

  final Map<String, String> decisions = new ConcurrentHashMap<>();
  private final Map<String, String> reports = new ConcurrentHashMap<>();
  private final List<StateTables.Listener> listeners = new CopyOnWriteArrayList<>();
  volatile CountDownLatch silence = new CountDownLatch(0);

  /** A cluster without nodes. */
  public ClusterInMemory() {}

  /** The state of a node that joins now. */
  public SharedState node(String id) {
    return SharedState.of(new Tables(id));
  }

  private void answer() {
    try {
      silence.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private final class Tables implements StateTables {

    private final String id;

    Tables(String id) {
      this.id = id;
    }

    @Override
    public Map<String, String> decisions() {
      answer();
      return Map.copyOf(decisions);
    }

    @Override
    public boolean decide(String name, @Nullable String expected, String written) {
      answer();
      boolean decided =
          expected == null
              ? decisions.putIfAbsent(name, written) == null
              : decisions.replace(name, expected, written);
      listeners.forEach(one -> one.decided(name, written));
      return decided;
    }

    @Override
    public Map<String, String> reports() {
      answer();
      return Map.copyOf(reports);
    }

    @Override
    public void report(String written, Duration lease) {
      answer();
      reports.put(id, written);
      listeners.forEach(one -> one.reported(id, written));
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public String node() {
      return "node " + id;
    }

    @Override
    public void listen(Listener listener) {
      listeners.add(listener);
    }

    @Override
    public void close() {
      reports.remove(id);
      listeners.forEach(Listener::changed);
    }
  }
}
