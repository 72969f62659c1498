package io.weir.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameParserTest {

  private static final int TEXT = 0x81;
  private static final int FRAGMENT = 0x01;
  private static final int CONTINUATION = 0x80;
  private static final int PING = 0x89;

  /** A masked frame of a client. */
  private static byte[] frame(int first, int payload) {
    ByteBuffer bytes = ByteBuffer.allocate(14 + payload).put((byte) first);
    if (payload < 126) {
      bytes.put((byte) (0x80 | payload));
    } else if (payload < 65536) {
      bytes.put((byte) (0x80 | 126)).putShort((short) payload);
    } else {
      bytes.put((byte) (0x80 | 127)).putLong(payload);
    }
    bytes.putInt(0x12345678);
    byte[] frame = new byte[bytes.position() + payload];
    bytes.flip().get(frame, 0, bytes.limit());
    return frame;
  }

  private static byte[] stream(byte[]... frames) {
    int length = 0;
    for (byte[] frame : frames) {
      length += frame.length;
    }
    ByteBuffer all = ByteBuffer.allocate(length);
    for (byte[] frame : frames) {
      all.put(frame);
    }
    return all.array();
  }

  /** Receives the bytes in pieces, and presents again what did not pass. */
  private static List<FrameHeader> headers(byte[] stream, int piece) {
    FrameParser parser = new FrameParser();
    List<FrameHeader> found = new ArrayList<>();
    int passed = 0;
    for (int received = 0; received < stream.length; received += piece) {
      int end = Math.min(received + piece, stream.length);
      passed += parser.pass(ByteBuffer.wrap(stream, passed, end - passed), found::add);
    }
    assertThat(passed).isEqualTo(stream.length);
    assertThat(parser.isBetweenFrames()).isTrue();
    return found;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7, 13, 14, 127, 1000, 100_000})
  void frames_are_the_same_wherever_the_network_splits_them(int piece) {
    byte[] stream =
        stream(
            frame(TEXT, 0),
            frame(FRAGMENT, 125),
            frame(PING, 4),
            frame(CONTINUATION, 126),
            frame(TEXT, 65_535),
            frame(TEXT, 65_536),
            frame(0xc2, 9));
    List<FrameHeader> found = headers(stream, piece);
    assertThat(found)
        .extracting(FrameHeader::payload)
        .containsExactly(0L, 125L, 4L, 126L, 65_535L, 65_536L, 9L);
    assertThat(found)
        .extracting(FrameHeader::isFirst)
        .containsExactly(true, true, false, false, true, true, true);
    assertThat(found)
        .extracting(FrameHeader::isControl)
        .containsExactly(false, false, true, false, false, false, false);
    assertThat(found.get(6).compressed()).isTrue();
    assertThat(found.get(1).last()).isFalse();
  }

  @Test
  void a_frame_that_is_not_admitted_does_not_pass_and_nothing_behind_it() {
    byte[] stream = stream(frame(TEXT, 3), frame(PING, 0), frame(TEXT, 3));
    FrameParser parser = new FrameParser();
    assertThat(parser.pass(ByteBuffer.wrap(stream), header -> !header.isControl()))
        .isEqualTo(frame(TEXT, 3).length);
    assertThat(parser.isBetweenFrames()).isTrue();
  }

  @Test
  void a_length_that_no_frame_may_have_is_left_to_the_server() {
    ByteBuffer bytes = ByteBuffer.allocate(14).put((byte) TEXT).put((byte) 0xff).putLong(-1);
    List<FrameHeader> found = new ArrayList<>();
    assertThat(new FrameParser().pass(bytes.putInt(0).flip(), found::add)).isEqualTo(14);
    assertThat(found.get(0).payload()).isNegative();
  }

  @Test
  void the_closing_frame_is_one_that_a_client_may_send() {
    byte[] bytes = new ClosingFrame(1013, "Too many messages.").bytes();
    List<FrameHeader> found = headers(bytes, bytes.length);
    assertThat(found).singleElement().matches(FrameHeader::isClose);
    assertThat(bytes[1]).isNegative();
    assertThat(ByteBuffer.wrap(bytes).getShort(6)).isEqualTo((short) 1013);
  }
}
