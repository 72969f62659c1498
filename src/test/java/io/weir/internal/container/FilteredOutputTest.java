package io.weir.internal.container;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class FilteredOutputTest {

  private static final byte[] CLOSE_1008 = {(byte) 0x88, 3, 0x03, (byte) 0xf0, 'x'};
  private static final byte[] CLOSE_1013 = {(byte) 0x88, 3, 0x03, (byte) 0xf5, 'x'};

  private final ByteArrayOutputStream client = new ByteArrayOutputStream();
  private final FilteredOutput output =
      new FilteredOutput(
          new ServletOutputStream() {
            @Override
            public void write(int octet) {
              client.write(octet);
            }

            @Override
            public boolean isReady() {
              return true;
            }

            @Override
            public void setWriteListener(WriteListener listener) {
              // Writes never wait.
            }
          });

  @Test
  void the_answer_to_a_close_frame_gets_the_code_that_was_asked_for() throws IOException {
    output.write(CLOSE_1008);
    assertThat(client.toByteArray()).isEqualTo(CLOSE_1008);
    client.reset();
    output.closeWith(1013);
    output.write(CLOSE_1008);
    assertThat(client.toByteArray()).isEqualTo(CLOSE_1013);
  }

  @Test
  void other_frames_stay_as_they_are() throws IOException {
    output.closeWith(1013);
    byte[] normal = {(byte) 0x88, 2, 0x03, (byte) 0xe8};
    byte[] text = {(byte) 0x81, 3, 0x03, (byte) 0xf0, 'x'};
    byte[] empty = {(byte) 0x88, 0};
    output.write(normal);
    output.write(text);
    output.write(empty);
    assertThat(client.toByteArray())
        .isEqualTo(
            new byte[] {
              (byte) 0x88,
              2,
              0x03,
              (byte) 0xe8,
              (byte) 0x81,
              3,
              0x03,
              (byte) 0xf0,
              'x',
              (byte) 0x88,
              0
            });
  }
}
