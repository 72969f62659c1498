package io.weir.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.counting.CountingService;
import io.weir.internal.counting.DeadlineExecutor;
import io.weir.internal.counting.EntryKey;
import io.weir.internal.counting.Pseudonyms;
import io.weir.internal.counting.RetentionClass;
import io.weir.internal.counting.store.LocalEntries;
import io.weir.internal.counting.store.MirroredEntries;
import io.weir.internal.secret.Secret;
import io.weir.internal.socket.SentFrame;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MessageLimiterTest {

  private static final SentFrame MESSAGE = new SentFrame(true, 100, 100);

  private final InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-27T12:00:00Z"));
  private final Pseudonyms pseudonyms = new Pseudonyms(Secret.random());
  private final DeadlineExecutor deadline =
      new DeadlineExecutor(Duration.ofSeconds(10), () -> false);

  /** What all nodes share. */
  private final LocalEntries cluster = new LocalEntries(clock);

  private final List<String> exceeded = new ArrayList<>();
  private final List<MessageLimiter> limiters = new ArrayList<>();

  private static final class Socket implements MessageLimiter.Sender {

    private final MessageLimiter limiter;
    private final List<MessageCount> counts;
    private final List<String> closed = new ArrayList<>();

    Socket(MessageLimiter limiter, String rule, String client) {
      this.limiter = limiter;
      counts =
          MessageCount.of(Sample.demand(rule, new EntryKey(client, RetentionClass.HOUR, true)));
      limiter.add(this);
    }

    @Override
    public List<MessageCount> counts() {
      return counts;
    }

    @Override
    public void exceed(MessageCount limit) {
      if (counts.stream().anyMatch(count -> count.bucket().equals(limit.bucket()))) {
        closed.add(limit.why().reason());
      }
    }

    /** How many of so many messages pass. */
    int send(int messages, SentFrame each) {
      int passed = 0;
      for (int i = 0; i < messages; i++) {
        passed += limiter.take(counts, each).isEmpty() ? 1 : 0;
      }
      return passed;
    }
  }

  private MessageLimiter node() {
    return limiter(
        CountingService.clustered(
            cluster, new MirroredEntries(clock, () -> 2), deadline, pseudonyms));
  }

  private MessageLimiter limiter(CountingService counting) {
    MessageLimiter limiter = new MessageLimiter(counting, clock, rule -> exceeded.add(rule.name()));
    limiters.add(limiter);
    return limiter;
  }

  @AfterEach
  void close() {
    limiters.forEach(MessageLimiter::close);
    deadline.close();
  }

  @Test
  void all_sockets_of_a_key_share_the_limits_of_a_node() {
    MessageLimiter limiter = limiter(CountingService.local(cluster, pseudonyms));
    String rule = "a: /** 5 messages/hour; 1 kB/hour";
    Socket one = new Socket(limiter, rule, "client");
    assertThat(one.send(3, MESSAGE)).isEqualTo(3);
    assertThat(new Socket(limiter, rule, "client").send(3, MESSAGE)).isEqualTo(2);
    assertThat(new Socket(limiter, rule, "other").send(3, MESSAGE)).isEqualTo(3);
    assertThat(exceeded).containsExactly("a");
  }

  @Test
  void bytes_are_refused_that_no_bucket_holds_and_fragments_are_no_messages() {
    MessageLimiter limiter = limiter(CountingService.local(cluster, pseudonyms));
    Socket one = new Socket(limiter, "a: /** 5 messages/hour; 1 kB/hour", "client");
    assertThat(one.send(1, new SentFrame(true, Long.MAX_VALUE, Long.MAX_VALUE))).isZero();
    assertThat(one.send(20, new SentFrame(false, 60, 1000))).isEqualTo(16);
    assertThat(one.send(6, new SentFrame(true, 0, 0))).isEqualTo(5);
  }

  @Test
  void nodes_learn_of_each_other_in_the_next_round_and_none_lets_more_pass_alone() {
    String rule = "a: /** 5 messages/hour";
    MessageLimiter here = node();
    MessageLimiter there = node();
    Socket one = new Socket(here, rule, "client");
    Socket two = new Socket(there, rule, "client");
    Socket idle = new Socket(there, rule, "client");
    Socket other = new Socket(there, rule, "other");
    assertThat(one.send(6, MESSAGE)).isEqualTo(5);
    assertThat(two.send(2, MESSAGE)).isEqualTo(2);
    assertThat(other.send(2, MESSAGE)).isEqualTo(2);
    here.tellCluster();
    assertThat(one.closed).isEmpty();
    there.tellCluster();
    assertThat(two.closed).containsExactly("Too many messages.");
    assertThat(idle.closed).containsExactly("Too many messages.");
    assertThat(other.closed).isEmpty();
  }

  @Test
  void a_rule_in_shadow_mode_refuses_nothing_and_tells_it() {
    MessageLimiter here = node();
    Socket one = new Socket(here, "a: /** 1 messages/hour shadow", "client");
    assertThat(one.send(2, MESSAGE)).isEqualTo(2);
    assertThat(exceeded).containsExactly("a");
  }
}
