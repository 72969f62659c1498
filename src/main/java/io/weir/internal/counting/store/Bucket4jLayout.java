package io.weir.internal.counting.store;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.BucketState;
import io.github.bucket4j.BucketState64BitsInteger;
import io.github.bucket4j.distributed.serialization.DeserializationAdapter;
import io.github.bucket4j.distributed.serialization.Scope;
import io.github.bucket4j.distributed.serialization.SerializationAdapter;
import io.github.bucket4j.distributed.versioning.Versions;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What Weir knows of the inner layout of Bucket4j 8.17: the numbers of a {@link
 * BucketState64BitsInteger}. No other class reads or writes them.
 *
 * <pre>
 *   refilled at, tokens, rounding error   of the first limit
 *   refilled at, tokens, rounding error   of the second limit …
 * </pre>
 */
final class Bucket4jLayout {

  private static final int NUMBERS = 3;

  private Bucket4jLayout() {}

  /** The numbers of a state, not a copy: a change of one changes the state. */
  static long[] numbers(BucketState state) {
    try {
      Numbers numbers = new Numbers();
      BucketState64BitsInteger.SERIALIZATION_HANDLE.serialize(
          NUMBERS_ONLY,
          numbers,
          (BucketState64BitsInteger) state,
          Versions.getLatest(),
          Scope.PERSISTED_STATE);
      return numbers.all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A state of these numbers, which it changes. */
  static BucketState state(long[] numbers, BucketConfiguration configuration) {
    try {
      Numbers read = new Numbers();
      read.all = numbers;
      BucketState state =
          BucketState64BitsInteger.SERIALIZATION_HANDLE.deserialize(NUMBERS_ONLY_READ, read);
      state.setConfiguration(configuration);
      return state;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The numbers of one limit alone, as a copy. */
  static long[] ofLimit(long[] numbers, int limit) {
    return new long[] {
      numbers[limit * NUMBERS], numbers[limit * NUMBERS + 1], numbers[limit * NUMBERS + 2]
    };
  }

  static long refilledAt(long[] numbers, int limit) {
    return numbers[limit * NUMBERS];
  }

  static void refillAt(long[] numbers, int limit, long nanos) {
    numbers[limit * NUMBERS] = nanos;
  }

  static long[] read(ByteReader in, int limits) {
    long[] numbers = new long[limits * NUMBERS];
    for (int i = 0; i < numbers.length; i += NUMBERS) {
      numbers[i] = in.fixed();
      numbers[i + 1] = in.signed();
      numbers[i + 2] = in.signed();
    }
    return numbers;
  }

  static void write(long[] numbers, ByteWriter out) {
    for (int i = 0; i < numbers.length; i += NUMBERS) {
      out.fixed(numbers[i]).signed(numbers[i + 1]).signed(numbers[i + 2]);
    }
  }

  /** Stands for the output and input of Bucket4j's serialization. */
  private static final class Numbers {
    private long[] all = {};
  }

  private static final SerializationAdapter<Numbers> NUMBERS_ONLY =
      new SerializationAdapter<>() {

        @Override
        public void writeLongArray(Numbers out, long[] numbers) {
          out.all = numbers;
        }

        @Override
        public void writeInt(Numbers out, int version) {
          // The version of the layout, which is that of the library.
        }

        @Override
        public void writeBoolean(Numbers out, boolean value) {
          throw unknown();
        }

        @Override
        public void writeByte(Numbers out, byte value) {
          throw unknown();
        }

        @Override
        public void writeLong(Numbers out, long value) {
          throw unknown();
        }

        @Override
        public void writeDoubleArray(Numbers out, double[] value) {
          throw unknown();
        }

        @Override
        public void writeString(Numbers out, String value) {
          throw unknown();
        }
      };

  private static final DeserializationAdapter<Numbers> NUMBERS_ONLY_READ =
      new DeserializationAdapter<>() {

        @Override
        public long[] readLongArray(Numbers in) {
          return in.all;
        }

        @Override
        public int readInt(Numbers in) {
          return Versions.v_7_0_0.getNumber();
        }

        @Override
        public boolean readBoolean(Numbers in) {
          throw unknown();
        }

        @Override
        public byte readByte(Numbers in) {
          throw unknown();
        }

        @Override
        public long readLong(Numbers in) {
          throw unknown();
        }

        @Override
        public double[] readDoubleArray(Numbers in) {
          throw unknown();
        }

        @Override
        public String readString(Numbers in) {
          throw unknown();
        }
      };

  private static IllegalStateException unknown() {
    return new IllegalStateException("a state of Bucket4j has another layout");
  }
}
