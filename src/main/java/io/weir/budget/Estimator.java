package io.weir.budget;

import io.weir.internal.body.FieldValue;
import io.weir.internal.body.JsonPointerField;
import io.weir.internal.body.JsonReadings;
import io.weir.internal.body.RequestContent;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Estimates what a request costs from its JSON body. Where the body can be read in several ways,
 * the dearest counts.
 */
final class Estimator {

  /** A token of a prompt has three bytes at least. */
  private static final int BYTES_OF_TOKEN = 3;

  /** A number with more digits is taken for the largest. */
  private static final int MOST_DIGITS = 18;

  /** A longer number is not computed: a client would choose how long that takes. */
  private static final int MOST_CHARACTERS = 400;

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
    if (body.get().length == 0 && declared > 0) {
      return of(Optional.empty(), declared); // A filter before this one has read it.
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
    return of(JsonReadings.of(body, policy.fields().all()), body.length);
  }

  private Estimate of(Optional<JsonReadings> read, long length) {
    long answers = read.map(readings -> most(readings, policy.fields().count(), 1)).orElse(1L);
    long each =
        read.map(readings -> most(readings, policy.fields().output(), policy.maxOutputTokens()))
            .orElse((long) policy.maxOutputTokens());
    long input = (length + BYTES_OF_TOKEN - 1) / BYTES_OF_TOKEN;
    long output = product(each, answers);
    List<FieldValue> models =
        read.map(readings -> values(readings, policy.fields().model())).orElse(List.of());
    PriceTable prices = policy.prices().get();
    Optional<Price> dearest = models.isEmpty() ? prices.dearest() : Optional.empty();
    boolean unpriced = false;
    for (FieldValue model : models) {
      Optional<Price> price = model.value().map(prices::of).orElseGet(prices::dearest);
      unpriced |= price.isEmpty() && model.isRead();
      dearest = dearest.flatMap(one -> price.map(one::or)).or(() -> price);
    }
    if (unpriced) {
      Estimate.Verdict verdict =
          policy.unpriced().refused() ? Estimate.Verdict.UNPRICED : Estimate.Verdict.ESTIMATED;
      long flat = policy.unpriced().cost();
      long other = dearest.map(price -> cost(price, input, output)).orElse(0L);
      return new Estimate(verdict, Math.max(flat, other), input, output, answers, dearest);
    }
    long money = dearest.map(price -> cost(price, input, output)).orElse(0L);
    return new Estimate(Estimate.Verdict.ESTIMATED, money, input, output, answers, dearest);
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

  /** The largest number in these fields; {@code otherwise} for what is no positive number. */
  private static long most(JsonReadings readings, List<JsonPointerField> fields, long otherwise) {
    return values(readings, fields).stream()
        .mapToLong(value -> number(value).orElse(otherwise))
        .max()
        .orElse(otherwise);
  }

  private static OptionalLong number(FieldValue value) {
    String text = value.text().strip();
    if (text.length() > MOST_CHARACTERS && text.matches("[0-9]+")) {
      return OptionalLong.of(Long.MAX_VALUE);
    }
    if (text.length() > MOST_CHARACTERS
        || !text.matches("\\+?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]{1,6})?")) {
      return OptionalLong.empty();
    }
    BigDecimal number = new BigDecimal(text);
    if (number.signum() <= 0) {
      return OptionalLong.empty();
    }
    if ((long) number.precision() - number.scale() > MOST_DIGITS) {
      return OptionalLong.of(Long.MAX_VALUE);
    }
    if ((long) number.precision() - number.scale() < 1) {
      return OptionalLong.of(1);
    }
    return OptionalLong.of(number.setScale(0, RoundingMode.CEILING).longValueExact());
  }

  private static long product(long one, long other) {
    return other > Long.MAX_VALUE / one ? Long.MAX_VALUE : one * other;
  }
}
