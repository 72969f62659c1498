package io.weir.internal.server;

import io.weir.internal.settings.InvalidSettings;
import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Mistakes;
import io.weir.internal.settings.Settings;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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

  /** The attribute of the application by which the front door's hook into the server asks. */
  private static final String BEFORE_AUTHENTICATION = "io.weir.before-authentication";

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
    check(wanted, secrets.mistakes(), names, context, webXml);
    secrets.deliver();
    warn(names);
    new Registration(context).register(wanted);
    List<FilterKind.Plan> plans = plans(wanted, context);
    plans.forEach(plan -> plan.beforeAuthentication().ifPresent(it -> letIn(it, context, webXml)));
    context.addListener(new Start(plans, secrets.open()));
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

  private static void check(
      List<Candidate> wanted,
      List<Mistake> ofSecrets,
      Set<String> names,
      ServletContext context,
      WebXml webXml)
      throws ServletException {
    List<Mistake> mistakes = new ArrayList<>();
    wanted.forEach(candidate -> mistakes.addAll(candidate.mistakes(webXml)));
    mistakes.addAll(Declaration.mistakesOfOrder(wanted, webXml));
    mistakes.addAll(ofSecrets);
    Mistakes around = new Mistakes();
    Settings.checkContextParams(context, names, around);
    mistakes.addAll(around.found());
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

  private static void letIn(Filter early, ServletContext context, WebXml webXml) {
    if (context.getAttribute(BEFORE_AUTHENTICATION) != null) {
      context.setAttribute(BEFORE_AUTHENTICATION, early);
    } else if (webXml.authenticates("OPTIONS")) {
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
