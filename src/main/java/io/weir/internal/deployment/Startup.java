package io.weir.internal.deployment;

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
public final class Startup implements ServletContainerInitializer {

  private static final Logger LOG = LoggerFactory.getLogger(Startup.class);

  /** Made by the front door. */
  public Startup() {}

  @Override
  public void onStartup(@Nullable Set<Class<?>> none, ServletContext context)
      throws ServletException {
    ApplicationSecrets secrets = ApplicationSecrets.of(context);
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
    List<Candidate> wanted = secrets.whileReading(() -> wanted(context, names));
    WebXml webXml = WebXml.of(context);
    Optional<Entrance> entrance = Entrance.of(context);
    List<Mistake> mistakes = new ArrayList<>();
    wanted.forEach(one -> mistakes.addAll(one.mistakes(webXml, entrance.isPresent())));
    mistakes.addAll(Declaration.mistakesOfOrder(wanted, webXml));
    mistakes.addAll(secrets.mistakes());
    mistakes.addAll(unknown(context, names));
    if (mistakes.isEmpty()) {
      mistakes.addAll(secrets.deliver());
    }
    stopFor(mistakes, wanted);
    warn(names);
    new Registration(context).register(wanted);
    List<FilterKind.Plan> plans = plans(wanted, context);
    if (entrance.isEmpty()) {
      warnOfPreflights(plans, webXml);
    }
    context.addListener(new Start(plans, entrance, secrets.open()));
  }

  private static List<Candidate> wanted(ServletContext context, Set<String> names) {
    List<Candidate> wanted = new ArrayList<>();
    for (FilterKind kind : ServiceLoader.load(FilterKind.class, Startup.class.getClassLoader())) {
      Candidate candidate = Candidate.of(kind, context);
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

  private static void stopFor(List<Mistake> mistakes, List<Candidate> wanted)
      throws ServletException {
    if (!mistakes.isEmpty()) {
      String who =
          wanted.stream().map(one -> one.kind().shell()).collect(Collectors.joining(" and "));
      throw new InvalidSettings(who.isEmpty() ? "in this application" : who, mistakes);
    }
  }

  /** What is kept in the application for its filters. */
  private static List<FilterKind.Plan> plans(List<Candidate> wanted, ServletContext context) {
    List<FilterKind.Plan> alone = wanted.stream().map(Candidate::plan).toList();
    List<FilterKind.Plan> plans = new ArrayList<>();
    for (Candidate candidate : wanted) {
      FilterKind.Plan plan = candidate.plan().beside(alone);
      context.setAttribute(candidate.kind().attribute(), plan);
      plans.add(plan);
    }
    return plans;
  }

  private static void warnOfPreflights(List<FilterKind.Plan> plans, WebXml webXml) {
    if (plans.stream().anyMatch(FilterKind.Plan::answersPreflights)
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
