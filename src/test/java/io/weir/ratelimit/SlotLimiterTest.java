package io.weir.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.counting.DeadlineExecutor;
import io.weir.internal.counting.EntryKey;
import io.weir.internal.counting.RetentionClass;
import io.weir.internal.counting.slot.LocalSlots;
import io.weir.internal.counting.slot.SlotRequest;
import io.weir.internal.counting.slot.SlotService;
import io.weir.internal.counting.slot.SlotStore;
import io.weir.internal.exchange.Exchange;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SlotLimiterTest {

  private static final EntryKey CLIENT = new EntryKey("client", RetentionClass.MINUTE, true);

  /** A cluster that grants every slot, and has lost it when it is renewed. */
  private static final class ForgetfulStore implements SlotStore {

    private final CountDownLatch releases;

    ForgetfulStore(int releases) {
      this.releases = new CountDownLatch(releases);
    }

    @Override
    public boolean take(String key, SlotRequest request, Duration lease) {
      return true;
    }

    @Override
    public Set<Long> renew(String key, List<SlotRequest> requests, Duration lease) {
      return requests.stream().map(SlotRequest::id).collect(Collectors.toSet());
    }

    @Override
    public void release(String key, long id) {
      releases.countDown();
    }
  }

  private static Exchange exchange() {
    return Exchange.of(
        (HttpServletRequest)
            Proxy.newProxyInstance(
                HttpServletRequest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> null));
  }

  /** Whether a request under these rules ends because the cluster has lost all its slots. */
  private static boolean isLost(String... rules) throws InterruptedException {
    ForgetfulStore store = new ForgetfulStore(rules.length);
    Exchange exchange = exchange();
    try (DeadlineExecutor deadline = new DeadlineExecutor(Duration.ofSeconds(10), () -> false);
        SlotService slots =
            SlotService.clustered(
                store,
                new LocalSlots(InstantSource.system()),
                deadline,
                () -> 2,
                Duration.ofMillis(300))) {
      Decision decision =
          new SlotLimiter(Optional.of(slots))
              .take(
                  Decision.NONE,
                  Stream.of(rules).map(rule -> Sample.demand(rule, CLIENT)).toList(),
                  exchange);
      assertThat(decision.stops()).isFalse();
      store.releases.await();
      return exchange.held().orElseThrow().isLost();
    }
  }

  @Test
  void a_lost_slot_ends_the_request() throws Exception {
    assertThat(isLost("calls: /a 2 at once per ip")).isTrue();
    assertThat(isLost("trial: /a 2 at once per ip shadow", "calls: /a 3 at once per ip")).isTrue();
  }

  @Test
  void a_lost_slot_of_a_rule_in_shadow_ends_nothing() throws Exception {
    assertThat(isLost("trial: /a 2 at once per ip shadow")).isFalse();
  }
}
