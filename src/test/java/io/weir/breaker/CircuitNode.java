package io.weir.breaker;

import io.weir.internal.counting.cluster.SharedCounting;
import io.weir.internal.events.ApplicationEvents;
import io.weir.internal.secret.SecretReader;
import io.weir.internal.settings.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A node with one circuit, in a JVM of its own. It ends when its input does.
 *
 * <pre>
 *   question   fail | succeed                      a call, if the circuit admits it
 *              state | forced | peers              what the MBean shows
 *              await state|forced|peers VALUE      answers when it shows this
 *              force open|closed|disabled|none     what the MBean does
 *   answer     what it shows then
 * </pre>
 */
final class CircuitNode {

  private final PeerCircuits peers;
  private final CircuitBean bean;
  private final Supplier<Instant> clock;
  private int clients;

  private CircuitNode(PeerCircuits peers, Supplier<Instant> clock) {
    this.peers = peers;
    this.bean = new CircuitBean(peers, clock);
    this.clock = clock;
  }

  /**
   * Starts a node.
   *
   * @param args the line of its circuit, and settings, each as {@code name=value}
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Map<String, String> written = new TreeMap<>();
    written.put("weir.circuit-breaker.circuits", args[0]);
    for (String setting : List.of(args).subList(1, args.length)) {
      int equals = setting.indexOf('=');
      written.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    Settings settings = Settings.early("circuit-breaker", written);
    BreakerPolicy policy = BreakerPolicy.of(settings, "/app");
    settings.mistakes().resolve(SecretReader.none());
    if (!settings.check().isEmpty()) {
      throw new IllegalArgumentException(settings.check().toString());
    }
    SharedCounting counting = SharedCounting.join(policy.cluster().get());
    Supplier<Instant> clock = () -> Instant.EPOCH.plusNanos(System.nanoTime());
    PeerCircuits peers =
        PeerCircuits.of(
            policy.circuits().get(0),
            policy.scope(),
            counting.state(),
            new CircuitBreakerLog(policy, new ApplicationEvents(InstantSource.system())),
            clock);
    peers.open();
    CircuitNode node = new CircuitNode(peers, clock);
    counting.state().listen(node::changed);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("answer " + node.bean.getState());
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println("answer " + node.answer(List.of(line.split(" ", 3))));
    }
    Runtime.getRuntime().halt(0);
  }

  private String answer(List<String> question) throws InterruptedException {
    switch (question.get(0)) {
      case "fail" -> call(Outcome.failure("status 503"));
      case "succeed" -> call(Outcome.SUCCESS);
      case "force" -> force(question.get(1));
      case "await" -> await(question.get(1), question.get(2));
      default -> {
        return shown(question.get(0));
      }
    }
    return shown("state");
  }

  private void call(Outcome outcome) {
    clients++;
    if (peers.circuit().acquire("client " + clients, clock.get())
        instanceof Admission.Admitted admitted) {
      peers.circuit().settle(admitted.call(), outcome, clock.get());
    }
  }

  private void force(String decided) {
    switch (decided) {
      case "open" -> bean.forceOpen();
      case "closed" -> bean.forceClosed();
      case "disabled" -> bean.disable();
      default -> bean.release();
    }
  }

  private String shown(String what) {
    return switch (what) {
      case "forced" -> bean.getForced();
      case "peers" -> bean.getPeers().values().toString();
      default -> bean.getState();
    };
  }

  private synchronized void await(String what, String value) throws InterruptedException {
    while (!shown(what).equals(value)) {
      wait();
    }
  }

  private synchronized void changed() {
    notifyAll();
  }
}
