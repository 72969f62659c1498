package io.weir.internal.container;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InboundBytesTest {

  /** Passes bytes in pairs, up to an exclamation mark, which ends everything. */
  private static final class Pairs implements SocketFilter {

    private boolean over;

    @Override
    public void opened(SocketConnection connection) {}

    @Override
    public int pass(ByteBuffer bytes) {
      int passed = 0;
      while (bytes.remaining() >= 2 && !over) {
        byte first = bytes.get();
        byte second = bytes.get();
        over = first == '!' || second == '!';
        passed += over ? 0 : 2;
      }
      return passed;
    }

    @Override
    public byte[] ending() {
      return over ? "[end]".getBytes(US_ASCII) : new byte[0];
    }

    @Override
    public void closed() {}
  }

  @ParameterizedTest
  @CsvSource({
    "abcd, abcd, 1, 1",
    "abcd, abcd, 3, 1",
    "abcd, abcd, 1, 3",
    "abcde, abcd, 2, 2",
    "ab!cdef, ab[end], 1, 1",
    "ab!cdef, ab[end], 3, 2",
    "ab!cdef, ab[end], 100, 2",
    "ab!cdef, ab[end], 100, 100",
    "!!, [end], 100, 100",
  })
  void the_server_reads_what_passes_and_then_the_ending(
      String sent, String read, int received, int buffer) throws IOException {
    InboundBytes inbound = new InboundBytes(new Pairs());
    ByteBuffer client = ByteBuffer.wrap(sent.getBytes(US_ASCII));
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      ByteBuffer into = ByteBuffer.allocate(buffer);
      int count = inbound.read(into, to -> receive(client, to, received));
      assertThat(count).isEqualTo(into.position());
      all.append(US_ASCII.decode(into.flip()));
    }
    assertThat(all).hasToString(read);
    assertThat(inbound.read(ByteBuffer.allocate(1), into -> -1)).isEqualTo(-1);
  }

  private static int receive(ByteBuffer client, ByteBuffer to, int most) {
    int count = Math.min(Math.min(client.remaining(), to.remaining()), most);
    to.put(client.slice().limit(count));
    client.position(client.position() + count);
    return count;
  }
}
