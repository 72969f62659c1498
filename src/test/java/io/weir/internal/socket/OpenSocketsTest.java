package io.weir.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.container.SocketConnection;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenSocketsTest {

  private static final byte[] TEXT = {(byte) 0x81, (byte) 0x83, 0, 0, 0, 0, 'a', 'b', 'c'};
  private static final ClosingFrame WHY = new ClosingFrame(1008, "over");
  private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  private final OpenSockets sockets = new OpenSockets(now::get, Duration.ZERO);
  private final Limits limits = new Limits();
  private final Connection connection = new Connection(false);

  private static final class Limits implements SocketLimits {

    private volatile Optional<ClosingFrame> over = Optional.empty();
    private volatile Optional<ClosingFrame> refused = Optional.empty();
    private final List<SentFrame> seen = new ArrayList<>();
    private final AtomicInteger released = new AtomicInteger();
    private final CountDownLatch freed = new CountDownLatch(1);

    @Override
    public Optional<ClosingFrame> over() {
      return over;
    }

    @Override
    public Optional<ClosingFrame> refuses(SentFrame frame) {
      seen.add(frame);
      return refused;
    }

    @Override
    public void released() {
      released.incrementAndGet();
      freed.countDown();
    }
  }

  private static final class Connection implements SocketConnection {

    private final boolean sends;
    private final CountDownLatch woken = new CountDownLatch(1);
    private final CountDownLatch cut = new CountDownLatch(1);
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger terminated = new AtomicInteger();

    Connection(boolean sends) {
      this.sends = sends;
    }

    @Override
    public void wake() {
      woken.countDown();
    }

    @Override
    public boolean sendClose(int code, String reason) {
      sent.set(code);
      return sends;
    }

    @Override
    public void terminate() {
      terminated.incrementAndGet();
      cut.countDown();
    }
  }

  @AfterEach
  void stop() {
    sockets.close();
  }

  private OpenSocket open(Connection with) {
    OpenSocket socket = sockets.ask(limits);
    socket.opened(with);
    return socket;
  }

  @Test
  void a_socket_is_open_from_its_opening_to_its_end_and_released_once() {
    OpenSocket socket = sockets.ask(limits);
    assertThat(sockets.open()).isZero();
    socket.opened(connection);
    assertThat(sockets.open()).isEqualTo(1);
    socket.closed();
    socket.closed();
    assertThat(sockets.open()).isZero();
    assertThat(limits.released).hasValue(1);
  }

  @Test
  void a_socket_whose_time_is_over_ends_although_its_client_is_silent()
      throws InterruptedException {
    OpenSocket socket = open(connection);
    socket.check(NOON);
    assertThat(socket.ending()).isEmpty();
    limits.over = Optional.of(WHY);
    socket.check(NOON);
    assertThat(socket.ending()).isEqualTo(WHY.bytes());
    assertThat(connection.woken.await(10, TimeUnit.SECONDS)).isTrue();
  }

  /** As after a pause of the whole JVM. */
  @Test
  void what_a_client_sent_after_its_time_is_not_read() {
    OpenSocket socket = open(connection);
    limits.over = Optional.of(WHY);
    assertThat(socket.pass(ByteBuffer.wrap(TEXT))).isZero();
    assertThat(socket.ending()).isEqualTo(WHY.bytes());
  }

  @Test
  void the_server_that_sends_the_close_frame_reads_the_answer_to_it() {
    Connection sending = new Connection(true);
    OpenSocket socket = open(sending);
    socket.end(new ClosingFrame(1013, "too much"));
    assertThat(sending.sent).hasValue(1013);
    assertThat(ByteBuffer.wrap(socket.ending()).getShort(6)).isEqualTo((short) 1008);
  }

  @Test
  void a_frame_that_is_refused_does_not_pass_and_closes_the_socket() {
    OpenSocket socket = open(connection);
    byte[] twice = Arrays.copyOf(TEXT, 2 * TEXT.length);
    System.arraycopy(TEXT, 0, twice, TEXT.length, TEXT.length);
    limits.refused = Optional.of(new ClosingFrame(1013, "too much"));
    assertThat(socket.pass(ByteBuffer.wrap(twice))).isZero();
    assertThat(limits.seen).hasSize(1);
    assertThat(ByteBuffer.wrap(socket.ending()).getShort(6)).isEqualTo((short) 1013);
  }

  @Test
  void fragments_are_one_message_and_empty_ones_and_pings_count() {
    OpenSocket socket = open(connection);
    byte[] begins = {0x01, (byte) 0x85, 0, 0, 0, 0, 'a', 'b', 'c', 'd', 'e'};
    byte[] ping = {(byte) 0x89, (byte) 0x81, 0, 0, 0, 0, 'p'};
    byte[] empty = {0x00, (byte) 0x80, 0, 0, 0, 0};
    byte[] ends = {(byte) 0x80, (byte) 0x84, 0, 0, 0, 0, 'f', 'g', 'h', 'i'};
    byte[] close = {(byte) 0x88, (byte) 0x80, 0, 0, 0, 0};
    for (byte[] frame : List.of(begins, ping, empty, ends, TEXT, close)) {
      assertThat(socket.pass(ByteBuffer.wrap(frame))).isEqualTo(frame.length);
    }
    assertThat(limits.seen)
        .containsExactly(
            new SentFrame(true, 5, 5),
            new SentFrame(true, 1, 1),
            new SentFrame(true, 0, 5),
            new SentFrame(false, 4, 9),
            new SentFrame(true, 3, 3));
  }

  @Test
  void lengths_that_no_number_holds_are_no_way_round() {
    OpenSocket socket = open(connection);
    ByteBuffer huge = ByteBuffer.allocate(14).put((byte) 0x01).put((byte) 0xff);
    assertThat(socket.pass(huge.putLong(Long.MAX_VALUE).putInt(0).flip())).isEqualTo(14);
    assertThat(limits.seen).containsExactly(new SentFrame(true, Long.MAX_VALUE, Long.MAX_VALUE));
  }

  @Test
  void an_end_between_frames_is_read_at_once_and_the_first_reason_stays() {
    OpenSocket socket = open(connection);
    assertThat(socket.pass(ByteBuffer.wrap(TEXT))).isEqualTo(TEXT.length);
    socket.end(WHY);
    socket.end(new ClosingFrame(1013, "later"));
    assertThat(socket.ending()).isEqualTo(WHY.bytes());
    assertThat(socket.pass(ByteBuffer.wrap(TEXT))).isZero();
  }

  @Test
  void an_end_within_a_frame_waits_until_the_frame_has_come() {
    OpenSocket socket = open(connection);
    assertThat(socket.pass(ByteBuffer.wrap(TEXT, 0, 7))).isEqualTo(7);
    socket.end(WHY);
    assertThat(socket.ending()).isEmpty();
    assertThat(socket.pass(ByteBuffer.wrap(TEXT, 7, 2))).isEqualTo(2);
    assertThat(socket.ending()).isEqualTo(WHY.bytes());
  }

  @Test
  void a_peer_that_does_not_let_it_end_is_cut_off() throws InterruptedException {
    OpenSocket socket = open(connection);
    socket.end(WHY);
    socket.check(NOON.plusSeconds(4));
    assertThat(limits.released).hasValue(0);
    socket.check(NOON.plusSeconds(5));
    assertThat(connection.cut.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(limits.freed.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void a_handshake_that_the_server_never_completes_is_given_up() {
    OpenSocket socket = sockets.ask(limits);
    socket.check(NOON.plusSeconds(29));
    assertThat(limits.released).hasValue(0);
    socket.check(NOON.plusSeconds(30));
    assertThat(limits.released).hasValue(1);
    socket.opened(connection); // Too late.
    assertThat(connection.terminated).hasValue(1);
    assertThat(sockets.open()).isZero();
  }

  @Test
  void a_stop_of_the_application_closes_and_releases_all() {
    OpenSocket socket = open(connection);
    sockets.ask(limits);
    sockets.close();
    assertThat(ByteBuffer.wrap(socket.ending()).getShort(6)).isEqualTo((short) 1001);
    assertThat(connection.terminated).hasValue(1);
    assertThat(limits.released).hasValue(2);
  }

  @Test
  void a_thousand_sockets_cost_one_thread() {
    for (int i = 0; i < 1000; i++) {
      open(new Connection(false));
    }
    assertThat(
            Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("weir-sockets"))
                .count())
        .isEqualTo(1);
  }

  /** What can happen to a socket. */
  enum Step {
    ASK,
    OPEN,
    END,
    CLOSE,
    CHECK,
    LATER
  }

  /** Whatever happens in whatever order: taken − released = asked for and not closed. */
  @Property(tries = 300)
  void slots_taken_and_not_freed_are_those_of_open_sockets(
      @ForAll @Size(max = 60) List<Step> steps, @ForAll long seed) {
    Instant[] time = {NOON};
    Limits counted = new Limits();
    List<OpenSocket> open = new ArrayList<>();
    List<OpenSocket> gone = new ArrayList<>();
    Random random = new Random(seed);
    int taken = 0;
    try (OpenSockets all = new OpenSockets(() -> time[0], Duration.ZERO)) {
      for (Step step : steps) {
        OpenSocket one = open.isEmpty() ? null : open.get(random.nextInt(open.size()));
        switch (step) {
          case ASK -> {
            open.add(all.ask(counted));
            taken++;
          }
          case LATER -> time[0] = time[0].plusSeconds(1);
          default -> {
            if (one != null) {
              step(step, one, time[0], open, gone);
            }
          }
        }
        assertThat(taken - counted.released.get()).isEqualTo(open.size());
      }
    }
    assertThat(counted.released).hasValue(taken);
  }

  private static void step(
      Step step, OpenSocket one, Instant now, List<OpenSocket> open, List<OpenSocket> gone) {
    switch (step) {
      case OPEN -> one.opened(new Connection(false));
      case END -> one.end(WHY);
      case CLOSE -> {
        one.closed();
        open.remove(one);
        gone.add(one);
      }
      default -> gone.forEach(closed -> closed.closed());
    }
    gone.forEach(closed -> closed.check(now));
  }
}
