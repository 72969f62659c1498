package io.weir.sample.realtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;

/**
 * What somebody says between two commits: samples of 16 bits, little-endian, 8000 a second. None is
 * kept, so that a long turn needs no more memory than a short one.
 */
final class Turn {

  private static final int RATE = 8_000;
  private static final int LONGEST_SECONDS = 30;

  /** A tenth of a second, which the model takes as one token. */
  private static final int SAMPLES_OF_A_TOKEN = RATE / 10;

  /** Part of full scale; what is quieter is silence. */
  private static final double THRESHOLD = 0.01;

  private long samples;
  private double energy;
  private boolean loud;
  private int sounds;

  void hear(ByteBuffer audio) {
    ShortBuffer heard = audio.order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    while (heard.hasRemaining()) {
      hear((double) heard.get() / -Short.MIN_VALUE);
    }
  }

  private void hear(double sample) {
    energy += sample * sample;
    samples++;
    if (samples % SAMPLES_OF_A_TOKEN == 0) {
      boolean louder = Math.sqrt(energy / SAMPLES_OF_A_TOKEN) >= THRESHOLD;
      if (louder && !loud) {
        sounds++;
      }
      loud = louder;
      energy = 0;
    }
  }

  /** Whether nobody may talk longer. */
  boolean isOver() {
    return samples >= (long) RATE * LONGEST_SECONDS;
  }

  double seconds() {
    return (double) samples / RATE;
  }

  /** Sounds with silence between them. */
  int sounds() {
    return sounds;
  }

  /** Tokens of audio; one that has begun counts. */
  long tokens() {
    return (samples + SAMPLES_OF_A_TOKEN - 1) / SAMPLES_OF_A_TOKEN;
  }
}
