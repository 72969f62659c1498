package io.weir.budget;

import io.weir.internal.body.JsonPointerField;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The numbers in a text that begins like JSON and is none that can be read. A program may find a
 * member in it where no parser of ours does.
 */
record NumbersInText(String text) {

  private static final String STARTS = "{[/)";
  private static final Pattern ESCAPED = Pattern.compile("\\\\u00([2-7][0-9a-fA-F])");

  /** Between a name and its number stand quotes, blanks, a comment. */
  private static final String FORM =
      "(?i)(?<![a-z0-9_])%s(?![a-z0-9_])[^0-9:=]{0,40}[:=][^0-9]{0,40}([0-9][0-9a-fx_.+]*)";

  /** The numbers of a text; none if it does not begin like JSON. */
  static NumbersInText of(byte[] body) {
    // Of every encoding of Unicode, without the zeros, the characters of ASCII stay.
    String text = new String(body, StandardCharsets.ISO_8859_1).replace("\0", "");
    return new NumbersInText(beginsLikeJson(text) ? unescaped(text) : "");
  }

  private static boolean beginsLikeJson(String text) {
    return text.chars()
        .filter(character -> character > ' ' && character < 0x7f)
        .limit(1)
        .anyMatch(character -> STARTS.indexOf(character) >= 0);
  }

  private static String unescaped(String text) {
    return ESCAPED
        .matcher(text)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(Character.toString(Integer.parseInt(found.group(1), 16))));
  }

  /** What stands where numbers do, behind the names of these fields. */
  List<String> after(List<JsonPointerField> fields) {
    List<String> found = new ArrayList<>();
    for (JsonPointerField field : fields) {
      Pattern.compile(FORM.formatted(Pattern.quote(field.name())))
          .matcher(text)
          .results()
          .map(match -> match.group(1))
          .forEach(found::add);
    }
    return found;
  }
}
