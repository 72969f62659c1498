package io.weir.internal.counting.wire;

import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;

/** What an operation asks, as Java serializes it. */
final class Question {

  private Question() {}

  static void write(byte[] question, ObjectOutput out) throws IOException {
    out.writeInt(question.length);
    out.write(question);
  }

  static byte[] read(ObjectInput in) throws IOException {
    byte[] question = new byte[in.readInt()];
    in.readFully(question);
    return question;
  }
}
