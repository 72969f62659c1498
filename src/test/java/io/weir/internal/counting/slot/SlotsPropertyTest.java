package io.weir.internal.counting.slot;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.counting.store.ByteReader;
import io.weir.internal.counting.store.ByteWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SlotsPropertyTest {

  private static final long LEASE = 30;
  private static final long MOST = 3;

  /** What happens to a slot, and how long after the event before. */
  private record Step(String kind, long id, long later) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of("take", "renew", "release"),
            Arbitraries.longs().between(1, 6),
            Arbitraries.longs().between(0, 20))
        .as(Step::new)
        .list()
        .ofMaxSize(60);
  }

  @Property
  void slots_taken_minus_slots_freed_are_open_and_never_too_many(
      @ForAll("steps") List<Step> steps) {
    Slots slots = new Slots();
    Map<Long, Long> model = new HashMap<>();
    long now = 1000;
    for (Step step : steps) {
      now += step.later();
      long time = now;
      model.values().removeIf(end -> end <= time);
      SlotRequest request = new SlotRequest(7, step.id(), MOST);
      boolean fits = model.containsKey(step.id()) || model.size() < MOST;
      switch (step.kind()) {
        case "take" -> assertThat(slots.take(request, LEASE, now)).isEqualTo(fits);
        case "renew" ->
            assertThat(slots.renew(List.of(request), LEASE, now).isEmpty()).isEqualTo(fits);
        default -> slots.release(step.id());
      }
      if (step.kind().equals("release")) {
        model.remove(step.id());
      } else if (fits) {
        model.put(step.id(), now + LEASE);
      }
      slots = copy(slots);
      assertThat(slots.open(7, now)).isEqualTo(model.size()).isLessThanOrEqualTo(MOST);
      assertThat(slots.open(8, now)).isZero();
      assertThat(slots.isEmpty(now)).isEqualTo(model.isEmpty());
    }
  }

  private static Slots copy(Slots slots) {
    ByteWriter out = new ByteWriter();
    slots.write(out);
    return Slots.read(new ByteReader(out.toByteArray()));
  }
}
