package io.weir.budget;

import io.weir.internal.body.JsonMembers.Member;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The usage that a JSON document of a public API tells, or one event of a stream:
 *
 * <pre>
 *   OpenAI, chat        usage: prompt_tokens, completion_tokens, prompt_tokens_details.cached_tokens
 *   OpenAI, responses   usage: input_tokens, output_tokens, input_tokens_details.cached_tokens;
 *                       in a stream inside response, of the event response.completed
 *   Anthropic           usage: input_tokens without what is cached, output_tokens,
 *                       cache_read_input_tokens, cache_creation_input_tokens;
 *                       in a stream inside message, of the event message_start, and message_delta
 * </pre>
 *
 * @param id of the answer
 * @param input with what is cached
 * @param cached those of {@code input} that the provider had cached
 */
record ProviderUsage(
    Optional<String> model,
    Optional<String> id,
    OptionalLong input,
    OptionalLong output,
    OptionalLong cached) {

  private static final List<String> FIELDS =
      List.of(
          "/model",
          "/id",
          "/usage",
          "/usage/prompt_tokens",
          "/usage/completion_tokens",
          "/usage/total_tokens",
          "/usage/input_tokens",
          "/usage/output_tokens",
          "/usage/prompt_tokens_details/cached_tokens",
          "/usage/input_tokens_details/cached_tokens",
          "/usage/cache_read_input_tokens",
          "/usage/cache_creation_input_tokens");

  /** The places in which an event of a stream may tell usage. */
  private static final List<String> PLACES = List.of("", "/response", "/message");

  private static final String TYPE = "/type";

  /** What a document is asked for. */
  static final Set<String> OF_DOCUMENT = Set.copyOf(FIELDS);

  /** What an event is asked for. */
  static final Set<String> OF_EVENT =
      Stream.concat(
              Stream.of(TYPE),
              PLACES.stream().flatMap(place -> FIELDS.stream().map(field -> place + field)))
          .collect(Collectors.toUnmodifiableSet());

  /** The end of a stream of the events that have a type. */
  private static final Set<String> ENDS =
      Set.of("message_stop", "response.completed", "response.incomplete", "response.failed");

  /**
   * The usage of a document; nothing if it tells none.
   *
   * @throws IllegalArgumentException with a sentence, if it cannot be understood as a whole
   */
  static Optional<ProviderUsage> ofDocument(Map<String, Member> members) {
    return new Reader(members, "").usage();
  }

  /** The usage of an event; as {@link #ofDocument}. */
  static Optional<ProviderUsage> ofEvent(Map<String, Member> members) {
    String type = type(members);
    String place = "";
    if (type.startsWith("response.")) {
      place = "/response";
    } else if (type.equals("message_start")) {
      place = "/message";
    }
    return new Reader(members, place).usage();
  }

  /** Whether an event is the last one of an answer. */
  static boolean ends(Map<String, Member> members) {
    return ENDS.contains(type(members));
  }

  private static String type(Map<String, Member> members) {
    Member type = members.get(TYPE);
    return type == null || type.kind() != Member.Kind.STRING ? "" : type.text();
  }

  /**
   * The usage after a later event of the same answer. Numbers are those since its beginning, so
   * they only grow.
   *
   * @throws IllegalArgumentException if both are not of the same answer
   */
  ProviderUsage and(ProviderUsage later) {
    if (differ(id, later.id) || differ(model, later.model) || falls(later)) {
      throw new IllegalArgumentException("the answer tells more than one usage");
    }
    return new ProviderUsage(
        model.or(later::model),
        id.or(later::id),
        later.input.isPresent() ? later.input : input,
        later.output.isPresent() ? later.output : output,
        least(cached, later.cached));
  }

  private static boolean differ(Optional<String> one, Optional<String> other) {
    return one.isPresent() && other.isPresent() && !one.equals(other);
  }

  private boolean falls(ProviderUsage later) {
    return later.input.orElse(Long.MAX_VALUE) < input.orElse(0)
        || later.output.orElse(Long.MAX_VALUE) < output.orElse(0);
  }

  /** What is cached is cheaper, so the smaller number counts. */
  private static OptionalLong least(OptionalLong one, OptionalLong other) {
    return one.isPresent() && other.isPresent()
        ? OptionalLong.of(Math.min(one.getAsLong(), other.getAsLong()))
        : one.isPresent() ? one : other;
  }

  /**
   * What it reports, never by way of a text: the name of the model may be what the client sent.
   *
   * @throws IllegalArgumentException if a half is missing, which might be the dearer
   */
  ReportedUsage reported() {
    if (input.isEmpty() || output.isEmpty()) {
      throw new IllegalArgumentException("the answer tells one half of its usage only");
    }
    return new ReportedUsage(
        model,
        OptionalLong.empty(),
        Optional.of(new Price.Tokens(input.getAsLong(), output.getAsLong(), cached.orElse(0))),
        OptionalLong.empty());
  }

  /**
   * Reads members of a document.
   *
   * @param place the pointer to the structure that tells usage
   */
  private record Reader(Map<String, Member> members, String place) {

    Optional<ProviderUsage> usage() {
      Member usage = member("/usage");
      if (usage == null) {
        return Optional.empty();
      }
      if (usage.kind() != Member.Kind.OBJECT) {
        throw new IllegalArgumentException("the usage of an answer is a JSON object");
      }
      OptionalLong prompt = number("/usage/prompt_tokens");
      OptionalLong input = most(prompt, input(prompt.isPresent()));
      OptionalLong output =
          most(number("/usage/completion_tokens"), number("/usage/output_tokens"));
      OptionalLong total = number("/usage/total_tokens");
      if (total.isPresent() && input.isPresent()) {
        // Some providers count the tokens of reasoning in the total alone, and some have no output.
        long rest = Math.max(0, total.getAsLong() - input.getAsLong());
        output = most(output, OptionalLong.of(rest));
      }
      OptionalLong cached =
          least(
              least(
                  number("/usage/prompt_tokens_details/cached_tokens"),
                  number("/usage/input_tokens_details/cached_tokens")),
              number("/usage/cache_read_input_tokens"));
      return Optional.of(new ProviderUsage(text("/model"), text("/id"), input, output, cached));
    }

    /**
     * Anthropic counts what is cached apart.
     *
     * @param included whether the answer tells the sum elsewhere
     */
    private OptionalLong input(boolean included) {
      OptionalLong input = number("/usage/input_tokens");
      return input.isEmpty() || included
          ? input
          : OptionalLong.of(
              input.getAsLong()
                  + number("/usage/cache_read_input_tokens").orElse(0)
                  + number("/usage/cache_creation_input_tokens").orElse(0));
    }

    private static OptionalLong most(OptionalLong one, OptionalLong other) {
      return one.isPresent() && other.isPresent()
          ? OptionalLong.of(Math.max(one.getAsLong(), other.getAsLong()))
          : one.isPresent() ? one : other;
    }

    private OptionalLong number(String field) {
      Member member = member(field);
      if (member == null) {
        return OptionalLong.empty();
      }
      if (member.kind() != Member.Kind.NUMBER || !member.text().matches("[0-9]{1,14}")) {
        throw new IllegalArgumentException("a number of tokens is a whole number");
      }
      return OptionalLong.of(Long.parseLong(member.text()));
    }

    private Optional<String> text(String field) {
      Member member = member(field);
      return member == null || member.kind() != Member.Kind.STRING || member.text().isEmpty()
          ? Optional.empty()
          : Optional.of(member.text());
    }

    private @Nullable Member member(String field) {
      return members.get(place + field);
    }
  }
}
