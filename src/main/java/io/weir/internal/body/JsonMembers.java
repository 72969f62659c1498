package io.weir.internal.body;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Members of a JSON document that arrives in pieces, however long it is. It keeps what it is asked
 * for, and of every other string only the beginning:
 *
 * <pre>
 *   bytes ─→ long strings cut off ─→ non-blocking parser ─→ members at the pointers
 * </pre>
 */
public final class JsonMembers {

  /** More than a name or an id has; what follows in a string is not kept. */
  private static final int MOST_OF_STRING = 256;

  private static final int MOST_OF_NUMBER = 100;
  private static final int BUFFER = 1024;
  private static final int FIRST_OTHER_THAN_ASCII = 0x80;
  private static final int HEX_DIGITS = 4;

  /** The place of a structure in which nothing is asked for. */
  private static final String NOWHERE = "-";

  private final Set<String> pointers;
  private final Set<String> structures = new HashSet<>();
  private final Map<String, Member> members = new HashMap<>();
  private final Deque<String> places = new ArrayDeque<>();
  private final byte[] buffer = new byte[BUFFER];
  private final JsonParser parser;
  private int filled;
  private boolean begun;
  private boolean broken;
  private boolean inString;
  private int escape;
  private int length;

  /** What stands at a pointer. */
  public record Member(Kind kind, String text) {

    /** The kinds of values; null is no value. */
    public enum Kind {
      /** {@code text} is as it is written. */
      NUMBER,
      /** {@code text} is its beginning. */
      STRING,
      OBJECT,
      /** An array or a boolean. */
      OTHER
    }
  }

  /**
   * Members of one document.
   *
   * @param pointers JSON pointers to members of objects, without "~"
   */
  public JsonMembers(Set<String> pointers) {
    this.pointers = Set.copyOf(pointers);
    for (String pointer : pointers) {
      for (int end = pointer.lastIndexOf('/');
          end >= 0;
          end = pointer.substring(0, end).lastIndexOf('/')) {
        structures.add(pointer.substring(0, end));
      }
    }
    try {
      this.parser = JsonPointerField.JSON.createNonBlockingByteArrayParser();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Takes the next bytes. */
  public void feed(byte[] bytes, int offset, int count) {
    for (int i = offset; i < offset + count && !broken; i++) {
      take(bytes[i]);
    }
    drain();
  }

  private void take(byte octet) {
    if (inString) {
      takeInString(octet);
    } else if (octet == '"') {
      inString = true;
      length = 0;
      escape = 0;
      pass(octet);
    } else {
      length = isOfNumber(octet) ? length + 1 : 0;
      broken |= length > MOST_OF_NUMBER;
      pass(octet);
    }
  }

  private static boolean isOfNumber(byte octet) {
    return octet >= '0' && octet <= '9';
  }

  private void takeInString(byte octet) {
    length++;
    if (escape == 0 && octet == '"') {
      inString = false;
      length = 0;
      pass(octet);
      return;
    }
    // Decided before the escape changes: an escape is kept or left out as a whole.
    boolean kept = length <= MOST_OF_STRING || escape < 0;
    if (escape != 0) {
      escape = afterEscape(octet);
    } else if (octet == '\\') {
      escape = kept ? -1 : 1;
    }
    if (kept) {
      // Only names of ASCII are asked for, and no text is told apart from another one.
      pass((octet & FIRST_OTHER_THAN_ASCII) != 0 ? (byte) '?' : octet);
    } else {
      broken |= octet >= 0 && octet < ' ';
    }
  }

  /**
   * How much of an escape follows: negative where it is kept, 0 at its end.
   *
   * <pre>
   *   \ n        -1  0            \ u 1 2 3 4      -1 -5 -4 -3 -2  0
   *              1  0  left out                     1  0           hexadecimal digits are no escape
   * </pre>
   */
  private int afterEscape(byte octet) {
    if (escape == -1 && octet == 'u') {
      return -1 - HEX_DIGITS;
    }
    if (escape == -1 || escape == 1) {
      return 0;
    }
    return escape == -2 ? 0 : escape + 1;
  }

  private void pass(byte octet) {
    buffer[filled++] = octet;
    if (filled == BUFFER) {
      drain();
    }
  }

  private void drain() {
    if (broken || filled == 0) {
      return;
    }
    try {
      ((ByteArrayFeeder) parser.getNonBlockingInputFeeder()).feedInput(buffer, 0, filled);
      filled = 0;
      read();
    } catch (IOException e) {
      broken = true;
    }
  }

  private void read() throws IOException {
    for (JsonToken token = parser.nextToken();
        token != null && token != JsonToken.NOT_AVAILABLE;
        token = parser.nextToken()) {
      if (token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY) {
        places.pop();
      } else if (token != JsonToken.FIELD_NAME) {
        value(token);
      }
    }
  }

  private void value(JsonToken token) throws IOException {
    String place = place();
    if (pointers.contains(place) && token != JsonToken.VALUE_NULL) {
      Member member =
          switch (token) {
            case START_OBJECT -> new Member(Member.Kind.OBJECT, "");
            case VALUE_STRING -> new Member(Member.Kind.STRING, parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                new Member(Member.Kind.NUMBER, parser.getText());
            default -> new Member(Member.Kind.OTHER, "");
          };
      broken |= members.put(place, member) != null;
    }
    if (token.isStructStart()) {
      places.push(token == JsonToken.START_OBJECT && structures.contains(place) ? place : NOWHERE);
    }
  }

  /** The pointer to the current value, if it may be asked for. */
  private String place() throws IOException {
    String above = places.peek();
    if (above == null) {
      broken |= begun; // A second document follows.
      begun = true;
      return "";
    }
    return above.equals(NOWHERE) ? NOWHERE : above + "/" + parser.currentName();
  }

  /**
   * The members at the end of the document, by their pointers; nothing if it is not well-formed, or
   * if one of them stands twice: programs differ in which of both they use.
   */
  public Optional<Map<String, Member>> end() {
    drain();
    if (!broken) {
      try {
        parser.getNonBlockingInputFeeder().endOfInput();
        read();
      } catch (IOException e) {
        broken = true;
      }
    }
    return broken || !begun || inString || !places.isEmpty()
        ? Optional.empty()
        : Optional.of(members);
  }
}
