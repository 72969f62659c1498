package io.weir.validation;

import io.weir.internal.problem.ProblemFormat;
import io.weir.internal.settings.Mode;
import io.weir.internal.settings.Setting;
import io.weir.internal.settings.Settings;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The settings of the request validation filter.
 *
 * @param body the format of refusals
 * @param lists the lists of patterns that the checks name
 */
record ValidationPolicy(
    Mode mode, List<RequestCheck> checks, ProblemFormat body, PatternLists lists) {

  static final Setting<List<RequestCheck>> CHECKS =
      new Setting<>("checks", "", CheckParser::parseAll);

  private static final Setting<ProblemFormat> BODY = Setting.oneOf("body", ProblemFormat.AUTO);

  ValidationPolicy {
    checks = List.copyOf(checks);
  }

  /** Reads every setting. Mistakes are added to {@code settings}. */
  static ValidationPolicy of(Settings settings) {
    Mode mode = Mode.of(settings);
    List<RequestCheck> checks =
        settings.own(CHECKS).stream()
            .map(check -> mode == Mode.SHADOW ? check.inShadow() : check)
            .toList();
    return new ValidationPolicy(
        mode, checks, settings.own(BODY), PatternLists.of(settings, names(checks)));
  }

  /** The names of the lists that checks use. */
  private static Set<String> names(List<RequestCheck> checks) {
    Set<String> names = new TreeSet<>();
    checks.stream()
        .flatMap(check -> check.fields().stream())
        .map(FieldCheck::condition)
        .forEach(
            condition -> {
              if (condition instanceof Condition.Matching matching) {
                add(matching.source(), names);
              } else if (condition instanceof Condition.NotMatching not) {
                add(not.source(), names);
              }
            });
    return names;
  }

  private static void add(PatternSource source, Set<String> names) {
    if (source instanceof PatternSource.Named named) {
      names.add(named.name());
    }
  }
}
