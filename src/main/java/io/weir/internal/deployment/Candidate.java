package io.weir.internal.deployment;

import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Settings;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A kind of filter in an application that may want it.
 *
 * @param declared its filters that others have declared
 * @param settings all read
 */
record Candidate(
    FilterKind kind,
    List<? extends FilterRegistration> declared,
    Settings settings,
    FilterKind.Plan plan) {

  static Candidate of(FilterKind kind, ServletContext context) {
    List<? extends FilterRegistration> declared =
        context.getFilterRegistrations().values().stream()
            .filter(filter -> Registration.className(kind).equals(filter.getClassName()))
            .toList();
    Map<String, String> initParams =
        declared.isEmpty() ? Map.of() : declared.get(0).getInitParameters();
    Settings settings = Settings.of(kind.name(), initParams, context);
    return new Candidate(kind, declared, settings, kind.read(settings, context.getContextPath()));
  }

  boolean isWanted() {
    return !declared.isEmpty() || kind.isConfigured(settings);
  }

  List<Mistake> mistakes(WebXml webXml, boolean hasEntrance) {
    List<Mistake> mistakes = new ArrayList<>(settings.check());
    mistakes.addAll(Declaration.mistakes(kind, declared, webXml));
    if (!hasEntrance) {
      mistakes.addAll(plan.mistakesWithoutEntrance());
    }
    return mistakes;
  }
}
