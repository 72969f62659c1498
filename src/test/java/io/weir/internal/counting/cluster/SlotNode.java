package io.weir.internal.counting.cluster;

import io.weir.internal.counting.DeadlineExecutor;
import io.weir.internal.counting.WhenClusterFails;
import io.weir.internal.counting.slot.HeldSlot;
import io.weir.internal.counting.slot.LocalSlots;
import io.weir.internal.counting.slot.SlotService;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A node in a process of its own that holds slots.
 *
 * <pre>
 *   port lease-millis member...
 *   take KEY MOST CLIENTS  → how many of so many clients at the same time were granted
 *   lost                   → how many slots this node has lost
 * </pre>
 */
final class SlotNode {

  private SlotNode() {}

  public static void main(String[] args) throws Exception {
    List<Endpoint> members = Stream.of(args).skip(2).map(SlotNode::endpoint).toList();
    ClusterMember member = ClusterMember.start(Policies.member(Integer.parseInt(args[0]), members));
    DeadlineExecutor deadline = new DeadlineExecutor(Duration.ofSeconds(10), () -> false);
    SlotService slots =
        SlotService.clustered(
            member.slots(),
            new LocalSlots(InstantSource.system()),
            deadline,
            member::nodes,
            Duration.ofMillis(Long.parseLong(args[1])));
    List<HeldSlot> held = new CopyOnWriteArrayList<>();
    ExecutorService clients = Executors.newFixedThreadPool(16);
    answer("ready");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      List<String> words = List.of(line.split(" ", -1));
      answer(
          words.get(0).equals("lost")
              ? Long.toString(held.stream().filter(HeldSlot::isLost).count())
              : Long.toString(
                  take(
                      slots,
                      clients,
                      words.get(1),
                      Long.parseLong(words.get(2)),
                      Integer.parseInt(words.get(3)),
                      held)));
    }
  }

  private static Endpoint endpoint(String text) {
    int colon = text.lastIndexOf(':');
    return new Endpoint(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }

  private static long take(
      SlotService slots,
      ExecutorService clients,
      String key,
      long most,
      int number,
      List<HeldSlot> held)
      throws Exception {
    List<Callable<Optional<HeldSlot>>> all =
        IntStream.range(0, number)
            .<Callable<Optional<HeldSlot>>>mapToObj(
                i -> () -> slots.take(key, 1, most, WhenClusterFails.CLOSED).slot())
            .toList();
    long granted = 0;
    for (var one : clients.invokeAll(all)) {
      granted += one.get().isPresent() ? 1 : 0;
      one.get().ifPresent(held::add);
    }
    return granted;
  }

  private static void answer(String text) throws IOException {
    System.out.println("answer " + text);
    System.out.flush();
  }
}
