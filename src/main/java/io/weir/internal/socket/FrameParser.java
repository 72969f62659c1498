package io.weir.internal.socket;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds the frames in the bytes of a client, however the network splits them. */
final class FrameParser {

  /** Bytes of the payload of the last frame that have yet to come. */
  private long missing;

  /**
   * Passes frames as long as they are admitted.
   *
   * @return how many bytes pass; a header passes when it is complete
   */
  int pass(ByteBuffer bytes, Predicate<FrameHeader> admitted) {
    int start = bytes.position();
    while (true) {
      int payload = (int) Math.min(missing, bytes.remaining());
      bytes.position(bytes.position() + payload);
      missing -= payload;
      Optional<FrameHeader> header = missing > 0 ? Optional.empty() : FrameHeader.of(bytes);
      if (header.isEmpty() || !admitted.test(header.get())) {
        return bytes.position() - start;
      }
      bytes.position(bytes.position() + header.get().size());
      // The server refuses a negative length.
      missing = Math.max(header.get().payload(), 0);
    }
  }

  /** Whether the next byte begins a frame. */
  boolean isBetweenFrames() {
    return missing == 0;
  }
}
