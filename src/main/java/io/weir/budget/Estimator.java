package io.weir.budget;

import io.weir.internal.body.FieldValue;
import io.weir.internal.body.JsonPointerField;
import io.weir.internal.body.JsonReadings;
import io.weir.internal.body.RequestContent;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Estimates what a request costs from its JSON body. Where the body can be read in several ways,
 * the dearest counts.
 */
final class Estimator {

  /** A token of a prompt has three bytes at least. */
  private static final int BYTES_OF_TOKEN = 3;

  /**
   * What JSON may begin with, whatever the content type is: there are programs that do not look at
   * it, and that skip comments and the prefix {@code )]}'}.
   */
  private static final String STARTS = "{[/#)";

  private static final Pattern BINARY =
      Pattern.compile(
          "^\\s*(audio|font|image|model|video)/|^\\s*application/(octet-stream|pdf|zip)\\b",
          Pattern.CASE_INSENSITIVE);

  private final BudgetPolicy policy;

  Estimator(BudgetPolicy policy) {
    this.policy = policy;
  }

  /** The estimate of a request; its body is read ahead. */
  Estimate of(RequestContent content) throws IOException {
    if (!content.hasBody()) {
      return Estimate.NONE;
    }
    if (content.isCompressed()) {
      return Estimate.of(Estimate.Verdict.COMPRESSED);
    }
    Optional<byte[]> body = content.whole(policy.body());
    if (body.isEmpty()) {
      return Estimate.of(Estimate.Verdict.TOO_LONG);
    }
    long declared = content.request().getContentLengthLong();
    boolean chunked = content.request().getHeader("Transfer-Encoding") != null;
    if (body.get().length == 0 && (declared > 0 || chunked)) {
      // A filter before this one has read it.
      return of(new Wishes(policy.maxOutputTokens(), 1, List.of(), false), Math.max(0, declared));
    }
    return mayBeJson(body.get(), content) ? of(body.get()) : Estimate.NONE;
  }

  /** What is not well-formed may be JSON for a program that is lenient. */
  private static boolean mayBeJson(byte[] body, RequestContent content) {
    for (byte octet : body) {
      if (STARTS.indexOf(octet) >= 0) {
        return true;
      }
      // A byte order mark, blanks, and the zeros of other encodings of Unicode.
      if (octet > ' ') {
        return !hasOtherType(content);
      }
    }
    return false;
  }

  /** Whether the content type is one that no program reads as JSON. */
  private static boolean hasOtherType(RequestContent content) {
    return content.isForm()
        || content.isMultipart()
        || BINARY
            .matcher(Objects.requireNonNullElse(content.request().getContentType(), ""))
            .find();
  }

  /** The estimate of a JSON body. */
  Estimate of(byte[] body) {
    BudgetPolicy.Fields fields = policy.fields();
    return JsonReadings.of(body, fields.all())
        .map(
            readings ->
                of(
                    new Wishes(
                        most(readings, fields.output(), List.of(), policy.maxOutputTokens()),
                        most(readings, fields.count(), List.of(), 1),
                        values(readings, fields.model()),
                        true),
                    body.length))
        .orElseGet(() -> of(unclear(body), body.length));
  }

  /**
   * What a body asks for that is no well-formed JSON. Programs may read it as another one, or none:
   * nothing in it lowers the estimate, and whatever can be found in it may raise it.
   */
  private Wishes unclear(byte[] body) {
    BudgetPolicy.Fields fields = policy.fields();
    JsonReadings readings = JsonReadings.lenient(body, fields.all());
    NumbersInText numbers = NumbersInText.of(body);
    int most = policy.maxOutputTokens();
    return new Wishes(
        Math.max(most, most(readings, fields.output(), numbers.after(fields.output()), most)),
        most(readings, fields.count(), numbers.after(fields.count()), 1),
        values(readings, fields.model()),
        false);
  }

  /**
   * What a body asks for.
   *
   * @param output tokens of one answer
   * @param models which the answer may be of
   * @param clear whether it can be no other model
   */
  private record Wishes(long output, long answers, List<FieldValue> models, boolean clear) {}

  private Estimate of(Wishes wishes, long length) {
    long input = (length + BYTES_OF_TOKEN - 1) / BYTES_OF_TOKEN;
    long output = product(wishes.output(), wishes.answers());
    PriceTable prices = policy.prices().get();
    Optional<Price> dearest =
        wishes.clear() && !wishes.models().isEmpty() ? Optional.empty() : prices.dearest();
    boolean unpriced = false;
    for (FieldValue model : wishes.models()) {
      Optional<Price> price = model.value().map(prices::of).orElseGet(prices::dearest);
      unpriced |= price.isEmpty() && model.isRead();
      dearest = dearest.flatMap(one -> price.map(one::or)).or(() -> price);
    }
    Estimate.Verdict verdict = Estimate.Verdict.ESTIMATED;
    long money = dearest.map(price -> cost(price, input, output)).orElse(0L);
    if (unpriced) {
      money = Math.max(policy.unpriced().cost(), money);
      verdict = policy.unpriced().refused() ? Estimate.Verdict.UNPRICED : verdict;
    }
    return new Estimate(verdict, money, input, output, wishes.answers(), dearest);
  }

  private static long cost(Price price, long input, long output) {
    try {
      return price.of(new Price.Tokens(input, output, 0));
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE; // No budget has so much.
    }
  }

  private static List<FieldValue> values(JsonReadings readings, List<JsonPointerField> fields) {
    return fields.stream().flatMap(field -> readings.of(field).stream()).toList();
  }

  /**
   * The largest number in these fields and texts; {@code otherwise} for what is no positive number.
   */
  private static long most(
      JsonReadings readings, List<JsonPointerField> fields, List<String> more, long otherwise) {
    return Stream.concat(
            values(readings, fields).stream()
                // Programs make numbers of an array and of true.
                .map(
                    value ->
                        value.isRead()
                            ? WrittenNumber.largest(value.text(), otherwise)
                            : Long.MAX_VALUE),
            more.stream().map(text -> WrittenNumber.largest(text, otherwise)))
        .max(Comparator.naturalOrder())
        .orElse(otherwise);
  }

  private static long product(long one, long other) {
    return other > Long.MAX_VALUE / one ? Long.MAX_VALUE : one * other;
  }
}
