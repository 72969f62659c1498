package io.weir.budget;

import java.nio.charset.StandardCharsets;

/**
 * The data of server-sent events that arrive in pieces (HTML, section 9.2.6). Nothing of an event
 * is kept here, however long it is.
 */
final class EventStream {

  private static final byte[] DATA = "data:".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NEW_LINE = {'\n'};

  private final Listener listener;
  private State state = State.NAME;
  private int place;
  private boolean afterReturn;
  private boolean hasData;

  /** Where in a line the next byte stands. */
  private enum State {
    /** As far as it agrees with {@code data:}. */
    NAME,
    /** The one blank after the name that is no data. */
    BLANK,
    DATA,
    /** Another field, or a comment. */
    OTHER
  }

  /** Learns what events say. */
  interface Listener {

    /** More data of the current event. */
    void data(byte[] bytes, int offset, int count);

    /** The end of an event that has data. */
    void endOfEvent();
  }

  EventStream(Listener listener) {
    this.listener = listener;
  }

  /** Takes the next bytes. */
  void feed(byte[] bytes, int offset, int count) {
    int from = offset;
    for (int i = offset; i < offset + count; i++) {
      byte octet = bytes[i];
      boolean lineEnds = octet == '\n' || octet == '\r';
      if (state == State.DATA && !lineEnds) {
        continue; // Handed over as a whole at the end of the line or of the piece.
      }
      if (state == State.DATA) {
        listener.data(bytes, from, i - from);
      }
      if (lineEnds) {
        endLine(octet);
      } else {
        afterReturn = false;
        begin(octet);
        // A byte that follows the name without a blank is the first of the data.
        from = state == State.DATA && octet != ' ' ? i : i + 1;
      }
    }
    if (state == State.DATA) {
      listener.data(bytes, from, offset + count - from);
    }
  }

  private void begin(byte octet) {
    switch (state) {
      case NAME -> {
        if (octet != DATA[place]) {
          state = State.OTHER;
        } else if (++place == DATA.length) {
          state = State.BLANK;
        }
      }
      case BLANK -> state = State.DATA;
      default -> {}
    }
  }

  private void endLine(byte octet) {
    if (octet == '\n' && afterReturn) {
      afterReturn = false;
      return;
    }
    afterReturn = octet == '\r';
    boolean blankLine = state == State.NAME && place == 0;
    if (state == State.DATA || state == State.BLANK) {
      hasData = true;
      listener.data(NEW_LINE, 0, 1);
    } else if (blankLine && hasData) {
      hasData = false;
      listener.endOfEvent();
    }
    state = State.NAME;
    place = 0;
  }

  /** The end of the stream; an event that has begun ends with it. */
  void end() {
    if (hasData || state == State.DATA) {
      hasData = false;
      listener.endOfEvent();
    }
  }
}
