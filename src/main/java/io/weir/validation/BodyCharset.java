package io.weir.validation;

import io.weir.internal.body.EncodedForm;
import io.weir.internal.http.Charsets;
import io.weir.internal.http.RequestHead;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The charset of a body. Servers read the content type in different ways: Undertow takes a charset
 * after a blank, and Tomcat the first {@code charset=} anywhere. So all that look like a charset
 * count.
 *
 * @param known what the server decodes the body with; nothing if that is its default
 * @param named the charsets in the content type
 */
record BodyCharset(Optional<String> known, List<String> named) {

  private static final Pattern CHARSET =
      Pattern.compile("charset\\s*=\\s*[\"']?([^\"'\\s;]*)", Pattern.CASE_INSENSITIVE);

  BodyCharset {
    named = List.copyOf(named);
  }

  static BodyCharset of(HttpServletRequest request) {
    List<String> named =
        RequestHead.fieldLines(request, "Content-Type").stream()
            .flatMap(type -> CHARSET.matcher(type).results())
            .map(charset -> charset.group(1))
            .toList();
    return new BodyCharset(Optional.ofNullable(request.getCharacterEncoding()), named);
  }

  /** Whether all programs read the same form: ASCII is written in the octets of ASCII. */
  boolean isOfForms() {
    return isAgreed()
        && known.stream().allMatch(EncodedForm::reads)
        && named.stream().allMatch(EncodedForm::reads);
  }

  /** Whether the client names no charset in which programs may find other parameters. */
  boolean isOfQueries() {
    return named.isEmpty() || isOfForms();
  }

  /**
   * Whether all programs read the same JSON. It is UTF-8 (RFC 8259 §8.1), and parsers recognize its
   * other forms of Unicode by themselves. A default charset of the application does no harm if its
   * octets of ASCII are those of ASCII.
   */
  boolean isOfJson() {
    return isAgreed()
        && known.stream().allMatch(name -> isUnicode(name) || EncodedForm.reads(name))
        && named.stream().allMatch(BodyCharset::isUnicode);
  }

  private static boolean isUnicode(String name) {
    return Charsets.find(name)
        .map(Charset::name)
        .filter(charset -> charset.startsWith("UTF-") || charset.equals("US-ASCII"))
        .isPresent();
  }

  private boolean isAgreed() {
    Optional<Charset> decoder = known.flatMap(Charsets::find);
    return known.isEmpty()
        || (decoder.isPresent()
            && named.stream().allMatch(name -> Charsets.find(name).equals(decoder)));
  }
}
