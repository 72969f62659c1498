package io.weir.validation;

import io.weir.internal.body.JsonPlace;
import io.weir.internal.rules.Quoting;
import io.weir.internal.rules.RequestPattern;
import io.weir.internal.rules.RuleScanner;
import io.weir.internal.rules.TableLine;
import io.weir.internal.rules.TableParser;
import io.weir.internal.settings.Mistakes;
import io.weir.internal.settings.NameSuggestion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the setting {@code checks}.
 *
 * <pre>
 * line   = [ name ":" ] [ methods ] paths check { ";" check }
 * check  = body at most SIZE | type TYPE { "," TYPE } | json at most NUMBER ( levels | values )
 *        | field condition | param:NAME ( strip PATTERN | trim ) | shadow
 * field  = header:NAME | param:NAME | json:POINTER | texts:POINTER | path:VARIABLE
 * </pre>
 *
 * {@link ConditionParser} reads conditions.
 */
final class CheckParser {

  private static final List<String> KINDS =
      List.of("header:", "param:", "json:", "texts:", "path:");
  private static final List<String> WORDS = List.of("body", "type", "json", "shadow");

  private static final String ALLOWED =
      "allowed are body, type, json, header:NAME, param:NAME, json:POINTER, texts:POINTER, path:VARIABLE and shadow";

  private static final TableParser TABLE =
      new TableParser("check", "upload: POST /upload body at most 5 MB", WORDS);

  private final RuleScanner scanner;
  private final RequestPattern requests;
  private final Set<String> seen = new HashSet<>();
  private BodyCheck body = BodyCheck.NONE;
  private final List<FieldCheck> fields = new ArrayList<>();
  private final List<Rewrite> rewrites = new ArrayList<>();
  private boolean shadow;

  private CheckParser(TableLine line) {
    this.scanner = line.scanner();
    this.requests = line.requests();
  }

  /** The lines that can be read; {@code mistakes} takes every mistake of every line. */
  static List<RequestCheck> parseAll(String text, String where, Mistakes mistakes) {
    return TABLE.parse(text, where, mistakes, CheckParser::line);
  }

  private static Optional<RequestCheck> line(TableLine line) {
    CheckParser parser = new CheckParser(line);
    parser.readAll();
    line.takeName(line.name(), "a line without a name is called check-N.");
    return parser.check(line.name());
  }

  private Optional<RequestCheck> check(String name) {
    RequestCheck check = new RequestCheck(name, requests, body, fields, rewrites, shadow);
    if (scanner.valid()) {
      contradictions(check).forEach(scanner::mistake);
    }
    return scanner.valid() ? Optional.of(check) : Optional.empty();
  }

  private static List<String> contradictions(RequestCheck check) {
    List<String> found = new ArrayList<>();
    if (check.body().equals(BodyCheck.NONE)
        && check.fields().isEmpty()
        && check.rewrites().isEmpty()) {
      found.add("a check must follow the paths, as in body at most 1 MB; " + ALLOWED + ".");
    }
    if (check.readsJson() && !check.body().types().allowJson()) {
      found.add(
          "\"%s\": a line that looks at JSON needs a type of JSON, such as application/json."
              .formatted(check.body().types()));
    }
    check
        .body()
        .most()
        .filter(
            most ->
                (check.readsJson() || check.readsForm())
                    && most.compareTo(RequestCheck.MOST_READ) > 0)
        .ifPresent(
            most ->
                found.add(
                    "\"body at most %s\": a body whose JSON or parameters are checked is kept in memory; at most %s are allowed for it."
                        .formatted(most, RequestCheck.MOST_READ)));
    return found;
  }

  private void readAll() {
    while (!scanner.atEnd()) {
      int start = scanner.position();
      read(start);
      if (!scanner.atEnd() && !scanner.accept(';')) {
        int rest = scanner.position();
        skip();
        scanner.mistake(
            rest,
            "checks are separated by \";\", and a name or a pattern with blanks needs quotes.");
        scanner.accept(';');
      }
    }
  }

  /** Reads the rest of a check. */
  private void skip() {
    while (!scanner.atEnd() && !scanner.peek(";").isEmpty()) {
      scanner.word(";");
    }
  }

  private void read(int start) {
    String word = scanner.word(",;");
    switch (word) {
      case "body" -> size(start);
      case "type" -> types(start);
      case "json" -> jsonSize(start);
      case "shadow" -> {
        once("shadow");
        shadow = true;
      }
      default -> {
        Optional<String> kind = KINDS.stream().filter(word::startsWith).findFirst();
        if (kind.isEmpty()) {
          skip();
          List<String> known = new ArrayList<>(WORDS);
          known.addAll(KINDS);
          scanner.mistake(
              start,
              "unknown check; %s.%s"
                  .formatted(
                      ALLOWED, NameSuggestion.didYouMean(word.replaceFirst(":.*", ":"), known)));
        } else {
          String name = word.substring(kind.get().length());
          scanner
              .create(start, () -> field(kind.get(), name))
              .ifPresentOrElse(field -> field(start, field), this::skip);
        }
      }
    }
  }

  private void once(String check) {
    if (!seen.add(check)) {
      scanner.mistake("\"%s\": write each check once.".formatted(check));
    }
  }

  private void size(int start) {
    once("body");
    if (!scanner.accept("at") || !scanner.accept("most")) {
      skip();
      scanner.mistake(start, "\"at most\" and a size must follow, as in body at most 1 MB.");
      return;
    }
    ByteSize.parse(scanner, start).ifPresentOrElse(size -> body = body.atMost(size), this::skip);
  }

  private void types(int start) {
    once("type");
    List<String> types = words();
    if (types.isEmpty()) {
      scanner.mistake(start, "content types must follow, as in type image/png, image/jpeg.");
    } else {
      scanner.create(start, () -> new MediaTypes(types)).ifPresent(read -> body = body.of(read));
    }
  }

  /** A list of words that commas separate; without a word if none follows. */
  private List<String> words() {
    List<String> words = new ArrayList<>();
    do {
      String word = scanner.word(",;");
      if (!word.isEmpty()) {
        words.add(word);
      }
    } while (scanner.accept(','));
    return words;
  }

  private void jsonSize(int start) {
    if (!scanner.accept("at") || !scanner.accept("most") || !scanner.atDigit()) {
      skip();
      scanner.mistake(
          start,
          "a number of levels or values must follow, as in json at most 20 levels; a field is written without a blank, as in json:/model.");
      return;
    }
    int number = (int) Math.min(Integer.MAX_VALUE, scanner.number());
    if (scanner.accept("levels") || scanner.accept("level")) {
      once("json at most … levels");
      scanner.create(start, () -> body.withLevels(number)).ifPresent(read -> body = read);
    } else if (scanner.accept("values") || scanner.accept("value")) {
      once("json at most … values");
      scanner.create(start, () -> body.withValues(number)).ifPresent(read -> body = read);
    } else {
      skip();
      scanner.mistake(start, "\"levels\" or \"values\" must follow the number.");
    }
  }

  private Field field(String kind, String name) {
    Field field =
        switch (kind) {
          case "header:" -> new Field.Header(name);
          case "param:" -> new Field.Parameter(name);
          case "json:" -> new Field.Json(JsonPlace.parse(name));
          case "texts:" -> new Field.Texts(JsonPlace.parse(name));
          default -> new Field.PathVariable(name);
        };
    if (field instanceof Field.PathVariable variable
        && !requests.without(variable.name()).isEmpty()) {
      throw new IllegalArgumentException(
          "the path %s has no variable {%s}."
              .formatted(requests.without(variable.name()).get(0), variable.name()));
    }
    return field;
  }

  private void field(int start, Field field) {
    boolean strips = scanner.peek(",;").equals("strip");
    if (strips || scanner.peek(",;").equals("trim")) {
      scanner.word(",;");
      rewrite(start, field, strips);
      return;
    }
    new ConditionParser(scanner, start, field)
        .read()
        .ifPresentOrElse(
            condition -> {
              FieldCheck check = new FieldCheck(field, condition);
              once(check.toString());
              fields.add(check);
            },
            this::skip);
  }

  private void rewrite(int start, Field field, boolean strips) {
    String pattern = strips ? scanner.word(";") : "";
    if (!(field instanceof Field.Parameter parameter)) {
      skip();
      scanner.mistake(
          start,
          "only parameters can be changed, as in param:text trim; check other fields with \"not matching\".");
      return;
    }
    scanner
        .create(
            start,
            () ->
                strips
                    ? new Rewrite.Strip(TextPattern.of(pattern).needingCharacters())
                    : new Rewrite.Trim())
        .ifPresent(
            change -> {
              once(new Rewrite(parameter, change).toString());
              rewrites.add(new Rewrite(parameter, change));
            });
  }

  /** A text as it stands in a check: between quotes if it has what separates checks. */
  static String written(String text) {
    return Quoting.quoted(text, ",;#");
  }
}
