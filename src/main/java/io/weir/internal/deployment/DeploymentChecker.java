package io.weir.internal.deployment;

import io.weir.internal.container.PreAuthenticationHook;
import io.weir.internal.container.SessionChanges;
import io.weir.internal.container.SocketHook;
import io.weir.internal.container.SocketSupport;
import io.weir.internal.settings.InvalidSettings;
import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.SharedSettings;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks every setting of every filter at deployment, registers the filters that are configured but
 * not declared, and has all filters started with the application.
 */
public final class DeploymentChecker implements ServletContainerInitializer {

  private static final Logger LOG = LoggerFactory.getLogger(DeploymentChecker.class);

  /** The attribute of the application in which the front door finds its services. */
  private static final String UPSTREAMS = "io.weir.upstreams";

  /** Created by the initializer that the container finds, which loads it. */
  public DeploymentChecker() {}

  @Override
  public void onStartup(@Nullable Set<Class<?>> none, ServletContext context)
      throws ServletException {
    Deployment deployment = RunningDeployment.of(context);
    SharedSettings shared = SharedSettings.onThisServer(deployment.contextParams());
    ApplicationSecrets secrets = ApplicationSecrets.provider().of(context, shared);
    ApplicationUpstreams upstreams =
        ApplicationUpstreams.provider().of(shared, deployment.contextPath());
    List<ApplicationObserver> observers = ApplicationObserver.of(shared, deployment.contextPath());
    try {
      start(
          context,
          DeploymentCheck.of(deployment, shared, providers()),
          secrets,
          upstreams,
          observers);
    } catch (InvalidSettings e) {
      secrets.close();
      throw new ServletException(e.getMessage()); // Without its cause, which has the same message.
    } catch (RuntimeException | Error e) {
      secrets.close();
      throw e;
    }
  }

  private static List<FilterProvider> providers() {
    return ServiceLoader.load(FilterProvider.class, DeploymentChecker.class.getClassLoader())
        .stream()
        .map(ServiceLoader.Provider::get)
        .toList();
  }

  private static void start(
      ServletContext context,
      DeploymentCheck check,
      ApplicationSecrets secrets,
      ApplicationUpstreams upstreams,
      List<ApplicationObserver> observers)
      throws InvalidSettings {
    Set<String> names = names(secrets, upstreams, observers);
    PreAuthenticationHook hook = PreAuthenticationHook.of(context).orElse(null);
    stopForMistakes(
        check, secrets, upstreams, observers, hook != null, SocketHook.support(context));
    Set<String> unknown = check.unknownOutside(names);
    if (!unknown.isEmpty()) {
      LOG.warn(
          "WEIR-005: unknown settings are configured and ignored: {}", String.join(", ", unknown));
    }
    FilterPlaces places =
        new FilterPlaces(
            context, check.wanted(), new Registration(context).register(check.wanted()));
    if (hook == null) {
      warnOfLostHook(context, check);
      warnOfPreflights(check);
    }
    context.addListener(new SessionChanges());
    secrets.publish();
    upstreams.published().ifPresent(found -> context.setAttribute(UPSTREAMS, found));
    context.addListener(new LifecycleListener(check, places, hook, secrets, upstreams, observers));
  }

  /** The names of settings that belong to no filter. */
  private static Set<String> names(
      ApplicationSecrets secrets,
      ApplicationUpstreams upstreams,
      List<ApplicationObserver> observers) {
    Set<String> names = new HashSet<>(secrets.names());
    names.addAll(upstreams.names());
    observers.forEach(observer -> names.addAll(observer.names()));
    return names;
  }

  private static void stopForMistakes(
      DeploymentCheck check,
      ApplicationSecrets secrets,
      ApplicationUpstreams upstreams,
      List<ApplicationObserver> observers,
      boolean hasHook,
      SocketSupport sockets)
      throws InvalidSettings {
    check.resolve(secrets);
    List<Mistake> mistakes = new ArrayList<>(check.mistakes(hasHook, sockets));
    Stream.concat(
            upstreams.check(secrets).stream(),
            observers.stream().flatMap(observer -> observer.check(secrets).stream()))
        .filter(mistake -> !mistakes.contains(mistake))
        .forEach(mistakes::add);
    mistakes.addAll(secrets.readAll());
    mistakes.addAll(check.unknownContextParams(names(secrets, upstreams, observers)));
    if (mistakes.isEmpty()) {
      mistakes.addAll(secrets.export());
    }
    if (!mistakes.isEmpty()) {
      throw new InvalidSettings(check.who(), mistakes);
    }
  }

  private static void warnOfLostHook(ServletContext context, DeploymentCheck check) {
    if (PreAuthenticationHook.isExpected(context.getClass().getName(), context.getServerInfo())) {
      LOG.warn(
          "WEIR-018: {} is built otherwise than the versions that Weir knows, so Weir cannot run before it authenticates;"
              + " logins and wrong passwords that the server answers itself count in no rule, also not in: {}",
          context.getServerInfo(),
          check.setups().stream()
              .flatMap(setup -> setup.rulesBeforeAuthentication().stream())
              .collect(Collectors.joining(", ")));
    }
  }

  private static void warnOfPreflights(DeploymentCheck check) {
    if (check.wanted().stream().anyMatch(candidate -> candidate.setup().answersPreflights())
        && check.deployment().webXml().authenticates("OPTIONS")) {
      LOG.warn(
          "WEIR-024: a security-constraint makes the server refuse preflights before they reach Weir; exclude them from it: <http-method-omission>OPTIONS</http-method-omission>");
    }
  }
}
