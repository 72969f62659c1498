package io.weir.internal.deployment;

import io.weir.internal.secret.SecretReader;
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
record FilterCandidate(
    FilterProvider provider,
    List<? extends FilterRegistration> declared,
    Settings settings,
    FilterProvider.FilterSetup setup) {

  static FilterCandidate of(FilterProvider provider, ServletContext context, SecretReader secrets) {
    List<? extends FilterRegistration> declared =
        context.getFilterRegistrations().values().stream()
            .filter(filter -> Registration.className(provider).equals(filter.getClassName()))
            .toList();
    Map<String, String> initParams =
        declared.isEmpty() ? Map.of() : declared.get(0).getInitParameters();
    Settings settings = Settings.of(provider.name(), initParams, context).with(secrets);
    return new FilterCandidate(
        provider, declared, settings, provider.read(settings, context.getContextPath()));
  }

  boolean isWanted() {
    return !declared.isEmpty() || provider.isConfigured(settings);
  }

  List<Mistake> mistakes(WebXml webXml, boolean hasEntrance) {
    List<Mistake> mistakes = new ArrayList<>(settings.check());
    mistakes.addAll(DeclarationCheck.mistakes(provider, declared, webXml));
    if (!hasEntrance) {
      mistakes.addAll(setup.mistakesWithoutEntrance());
    }
    return mistakes;
  }
}
