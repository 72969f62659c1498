package io.weir.budget;

import io.weir.internal.body.JsonMembers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the usage from an answer while it passes: from a JSON document, or from server-sent events.
 * It keeps no more than some numbers of it. What cannot be understood as a whole tells nothing, so
 * that the estimate stays.
 */
final class AnswerUsage {

  /** More than {@code [DONE]}, and enough to tell JSON from other data. */
  private static final int HEAD = 16;

  private static final Set<String> JSON = Set.of("application/json", "text/json");

  private @Nullable Form form;

  /** How the usage of an answer is read. */
  private interface Form {

    void feed(byte[] bytes, int offset, int count);

    /**
     * The usage at the end of the answer.
     *
     * @throws IllegalArgumentException with a sentence, if it cannot be understood as a whole
     */
    Optional<ProviderUsage> usage();
  }

  /** Whether the first bytes have come. */
  synchronized boolean hasBegun() {
    return form != null;
  }

  /**
   * The first bytes come.
   *
   * @param type the content type
   * @param encoding the content encoding
   */
  synchronized void begin(@Nullable String type, @Nullable String encoding) {
    form = form(type, encoding);
  }

  /** Takes the next bytes, after it has {@linkplain #begin begun}. */
  synchronized void feed(byte[] bytes, int offset, int count) {
    if (form != null) {
      form.feed(bytes, offset, count);
    }
  }

  /** Forgets what the answer was: the server has discarded it. */
  synchronized void discard() {
    form = null;
  }

  /**
   * What the answer reports; nothing if it tells no usage.
   *
   * @throws IllegalArgumentException with a sentence, if it cannot be understood as a whole
   */
  synchronized Optional<ReportedUsage> reported() {
    return form == null ? Optional.empty() : form.usage().map(ProviderUsage::reported);
  }

  private static Form form(@Nullable String type, @Nullable String encoding) {
    String media = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    boolean events = media.equals("text/event-stream");
    if (!events && !JSON.contains(media) && !media.endsWith("+json")) {
      return new Unread("");
    }
    if (encoding != null && !encoding.strip().equalsIgnoreCase("identity")) {
      return new Unread("the answer is compressed");
    }
    return events ? new Events() : new Document();
  }

  /**
   * An answer that is not read.
   *
   * @param why a sentence, or nothing where no usage can be expected
   */
  private record Unread(String why) implements Form {

    @Override
    public void feed(byte[] bytes, int offset, int count) {
      // Passes.
    }

    @Override
    public Optional<ProviderUsage> usage() {
      if (!why.isEmpty()) {
        throw new IllegalArgumentException(why);
      }
      return Optional.empty();
    }
  }

  private static IllegalArgumentException broken() {
    return new IllegalArgumentException("the JSON of the answer is broken");
  }

  /** One JSON document. */
  private static final class Document implements Form {

    private final JsonMembers members = new JsonMembers(ProviderUsage.OF_DOCUMENT);

    @Override
    public void feed(byte[] bytes, int offset, int count) {
      members.feed(bytes, offset, count);
    }

    @Override
    public Optional<ProviderUsage> usage() {
      return ProviderUsage.ofDocument(members.end().orElseThrow(AnswerUsage::broken));
    }
  }

  /** Server-sent events, of which each may be a JSON document. */
  private static final class Events implements Form, EventStream.Listener {

    private final EventStream stream = new EventStream(this);
    private final byte[] head = new byte[HEAD];
    private int length;
    private @Nullable JsonMembers members;
    private Optional<ProviderUsage> usage = Optional.empty();
    private boolean ended;
    private String mistake = "";

    @Override
    public void feed(byte[] bytes, int offset, int count) {
      stream.feed(bytes, offset, count);
    }

    @Override
    public void data(byte[] bytes, int offset, int count) {
      for (int i = offset; i < offset + count && length < HEAD; i++) {
        if (length > 0 || bytes[i] > ' ') {
          head[length++] = bytes[i];
        }
      }
      if (members == null && length > 0 && head[0] == '{') {
        members = new JsonMembers(ProviderUsage.OF_EVENT);
      }
      if (members != null) {
        members.feed(bytes, offset, count);
      }
    }

    @Override
    public void endOfEvent() {
      if (members != null) {
        read(members);
      } else {
        ended |=
            new String(Arrays.copyOf(head, length), StandardCharsets.US_ASCII)
                .strip()
                .equals("[DONE]");
      }
      members = null;
      length = 0;
    }

    private void read(JsonMembers event) {
      try {
        Map<String, JsonMembers.Member> told = event.end().orElseThrow(AnswerUsage::broken);
        ended |= ProviderUsage.ends(told);
        Optional<ProviderUsage> more = ProviderUsage.ofEvent(told);
        usage = usage.map(one -> more.map(one::and).orElse(one)).or(() -> more);
      } catch (IllegalArgumentException e) {
        mistake = String.valueOf(e.getMessage());
      }
    }

    @Override
    public Optional<ProviderUsage> usage() {
      stream.end();
      if (!mistake.isEmpty()) {
        throw new IllegalArgumentException(mistake);
      }
      if (usage.isPresent() && !ended) {
        throw new IllegalArgumentException("the answer breaks off before its end");
      }
      return usage;
    }
  }
}
