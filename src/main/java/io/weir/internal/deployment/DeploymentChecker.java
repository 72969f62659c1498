package io.weir.internal.deployment;

import io.weir.internal.container.PreAuthenticationHook;
import io.weir.internal.secret.SecretReader;
import io.weir.internal.settings.InvalidSettings;
import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Mistakes;
import io.weir.internal.settings.Settings;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks every setting of every kind of filter, registers the filters that are not declared, and
 * starts what they need.
 */
public final class DeploymentChecker implements ServletContainerInitializer {

  private static final Logger LOG = LoggerFactory.getLogger(DeploymentChecker.class);

  /** Made by the front door. */
  public DeploymentChecker() {}

  @Override
  public void onStartup(@Nullable Set<Class<?>> none, ServletContext context)
      throws ServletException {
    ApplicationSecrets secrets = ApplicationSecrets.provider().of(context);
    try {
      start(context, secrets);
    } catch (ServletException | RuntimeException | Error e) {
      secrets.close();
      throw e;
    }
  }

  private static void start(ServletContext context, ApplicationSecrets secrets)
      throws ServletException {
    Set<String> names = new HashSet<>(secrets.names());
    List<FilterCandidate> wanted = wanted(context, secrets, names);
    WebXml webXml = WebXml.of(context);
    Optional<PreAuthenticationHook> entrance = PreAuthenticationHook.of(context);
    List<Mistake> mistakes = new ArrayList<>();
    wanted.forEach(one -> mistakes.addAll(one.mistakes(webXml, entrance.isPresent())));
    mistakes.addAll(DeclarationCheck.mistakesOfOrder(wanted, webXml));
    mistakes.addAll(secrets.readAll());
    mistakes.addAll(unknown(context, names));
    if (mistakes.isEmpty()) {
      mistakes.addAll(secrets.export());
    }
    stopFor(mistakes, wanted);
    warn(names);
    new Registration(context).register(wanted);
    List<FilterProvider.FilterSetup> plans = plans(wanted, context);
    if (entrance.isEmpty()) {
      warnOfPreflights(plans, webXml);
    }
    secrets.publish();
    context.addListener(new LifecycleListener(plans, entrance, secrets));
  }

  private static List<FilterCandidate> wanted(
      ServletContext context, SecretReader secrets, Set<String> names) {
    List<FilterCandidate> wanted = new ArrayList<>();
    for (FilterProvider provider :
        ServiceLoader.load(FilterProvider.class, DeploymentChecker.class.getClassLoader())) {
      FilterCandidate candidate = FilterCandidate.of(provider, context, secrets);
      names.addAll(candidate.settings().names());
      if (candidate.isWanted()) {
        wanted.add(candidate);
      }
    }
    return wanted;
  }

  private static List<Mistake> unknown(ServletContext context, Set<String> names) {
    Mistakes around = new Mistakes();
    Settings.checkContextParams(context, names, around);
    return around.found();
  }

  private static void stopFor(List<Mistake> mistakes, List<FilterCandidate> wanted)
      throws ServletException {
    if (!mistakes.isEmpty()) {
      String who =
          wanted.stream().map(one -> one.provider().shell()).collect(Collectors.joining(" and "));
      throw new InvalidSettings(who.isEmpty() ? "in this application" : who, mistakes);
    }
  }

  /** What is kept in the application for its filters. */
  private static List<FilterProvider.FilterSetup> plans(
      List<FilterCandidate> wanted, ServletContext context) {
    List<FilterProvider.FilterSetup> alone = wanted.stream().map(FilterCandidate::setup).toList();
    List<FilterProvider.FilterSetup> plans = new ArrayList<>();
    for (FilterCandidate candidate : wanted) {
      FilterProvider.FilterSetup setup = candidate.setup().beside(alone);
      context.setAttribute(candidate.provider().attribute(), setup);
      plans.add(setup);
    }
    return plans;
  }

  private static void warnOfPreflights(List<FilterProvider.FilterSetup> plans, WebXml webXml) {
    if (plans.stream().anyMatch(FilterProvider.FilterSetup::answersPreflights)
        && webXml.authenticates("OPTIONS")) {
      LOG.warn(
          "WEIR-024: a security-constraint has the server refuse preflights before Weir sees them; leave them out: <http-method-omission>OPTIONS</http-method-omission>");
    }
  }

  private static void warn(Set<String> names) {
    Set<String> unknown = Settings.unknownOutside(names);
    if (!unknown.isEmpty()) {
      LOG.warn("WEIR-005: configured, but no settings of Weir: {}", String.join(", ", unknown));
    }
  }
}
