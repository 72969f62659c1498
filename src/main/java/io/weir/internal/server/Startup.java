package io.weir.internal.server;

import io.weir.internal.settings.InvalidSettings;
import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Mistakes;
import io.weir.internal.settings.Settings;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks every setting of every kind of filter, registers the filters that are not declared, and
 * starts what they need.
 */
public final class Startup implements ServletContainerInitializer {

  private static final Logger LOG = LoggerFactory.getLogger(Startup.class);

  private static final String FRONT_DOOR = "io.weir.";

  /** Made by the front door. */
  public Startup() {}

  @Override
  public void onStartup(@Nullable Set<Class<?>> none, ServletContext context)
      throws ServletException {
    List<String> broken = new ArrayList<>();
    List<Mistake> mistakes = new ArrayList<>();
    List<FilterKind.Plan> plans = new ArrayList<>();
    Set<String> names = new HashSet<>();
    WebXml webXml = WebXml.of(context);
    for (FilterKind kind : ServiceLoader.load(FilterKind.class, Startup.class.getClassLoader())) {
      List<? extends FilterRegistration> declared = declared(kind, context);
      Map<String, String> initParams =
          declared.isEmpty() ? Map.of() : declared.get(0).getInitParameters();
      Settings settings = Settings.of(kind.name(), initParams, context);
      FilterKind.Plan plan = kind.read(settings, context.getContextPath());
      names.addAll(settings.names());
      if (declared.isEmpty() && !kind.isConfigured(settings)) {
        continue;
      }
      plans.add(plan);
      context.setAttribute(kind.attribute(), plan);
      broken.add(kind.shell());
      mistakes.addAll(settings.check());
      if (declared.isEmpty()) {
        register(kind, context);
      } else {
        mistakes.addAll(Declaration.mistakes(kind, declared, webXml));
      }
    }
    Mistakes around = new Mistakes();
    Settings.checkContextParams(context, names, around);
    mistakes.addAll(around.found());
    if (!mistakes.isEmpty()) {
      throw new InvalidSettings(
          broken.isEmpty() ? "in this application" : String.join(" and ", broken), mistakes);
    }
    warn(names);
    context.addListener(new Start(plans));
  }

  private static List<? extends FilterRegistration> declared(
      FilterKind kind, ServletContext context) {
    return context.getFilterRegistrations().values().stream()
        .filter(filter -> (FRONT_DOOR + kind.shell()).equals(filter.getClassName()))
        .toList();
  }

  private static void register(FilterKind kind, ServletContext context) {
    FilterRegistration.Dynamic filter =
        context.addFilter(FRONT_DOOR + kind.shell(), FRONT_DOOR + kind.shell());
    filter.setAsyncSupported(true);
    filter.addMappingForUrlPatterns(
        EnumSet.of(
            DispatcherType.REQUEST,
            DispatcherType.FORWARD,
            DispatcherType.ASYNC,
            DispatcherType.ERROR),
        false,
        "/*");
    LOG.info("{} is registered for /*, for no filter of that class is declared", kind.shell());
  }

  private static void warn(Set<String> names) {
    Set<String> unknown = Settings.unknownOutside(names);
    if (!unknown.isEmpty()) {
      LOG.warn("WEIR-005: configured, but no settings of Weir: {}", String.join(", ", unknown));
    }
  }
}
