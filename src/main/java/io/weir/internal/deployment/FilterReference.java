package io.weir.internal.deployment;

import io.weir.internal.container.SocketHook;
import io.weir.internal.container.SocketSupport;
import io.weir.internal.events.ApplicationEvents;
import io.weir.internal.settings.InvalidSettings;
import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Settings;
import io.weir.internal.settings.SharedSettings;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects a filter that the container has created with the {@link RunningFilter} behind it.
 *
 * @param owned whether closing this reference closes the running filter, because the deployment did
 *     not start it
 * @param first whether the filter is not the declared one, but its first place
 */
public record FilterReference<R extends RunningFilter>(R running, boolean owned, boolean first)
    implements AutoCloseable {

  /** How the names of filters end that are a first place. */
  static final String FIRST = ".first";

  private static final Logger LOG = LoggerFactory.getLogger(FilterReference.class);

  /**
   * The running filter that the deployment has started. If nothing of Weir ran at deployment, its
   * settings are checked and it is started now.
   */
  public static <R extends RunningFilter> FilterReference<R> of(
      FilterProvider provider, Class<R> type, FilterConfig config) throws ServletException {
    Object running = config.getServletContext().getAttribute(provider.attribute());
    boolean first = (provider.className() + FIRST).equals(config.getFilterName());
    return type.isInstance(running)
        ? new FilterReference<>(type.cast(running), false, first)
        : new FilterReference<>(type.cast(start(provider, config)), true, first);
  }

  private static RunningFilter start(FilterProvider provider, FilterConfig config)
      throws ServletException {
    LOG.warn(
        "WEIR-007: nothing was checked at deployment, because the server did not run io.weir.WeirInitializer; an <absolute-ordering> may leave out Weir's jar");
    ServletContext context = config.getServletContext();
    Deployment deployment = RunningDeployment.of(context);
    try {
      return checked(provider, initParams(config), deployment, SocketHook.support(context))
          .start(deployment, new ApplicationEvents(InstantSource.system()));
    } catch (InvalidSettings e) {
      throw new ServletException(e.getMessage()); // Without its cause, which has the same message.
    } catch (IllegalStateException e) {
      throw new ServletException(e.getMessage(), e);
    }
  }

  private static FilterSetup checked(
      FilterProvider provider,
      Map<String, String> initParams,
      Deployment deployment,
      SocketSupport sockets)
      throws InvalidSettings {
    Settings settings =
        new Settings(
            provider.name(), initParams, SharedSettings.onThisServer(deployment.contextParams()));
    FilterSetup setup = provider.read(settings, deployment.contextPath());
    settings.mistakes().resolve(ApplicationSecrets.provider().ofThisMachine());
    List<Mistake> mistakes = new ArrayList<>(settings.check());
    mistakes.addAll(DeclarationCheck.mistakesOfJars(deployment.jars()));
    mistakes.addAll(setup.mistakesIn(deployment));
    mistakes.addAll(setup.mistakesWithoutHook());
    mistakes.addAll(setup.mistakesOn(sockets));
    if (!mistakes.isEmpty()) {
      throw new InvalidSettings(provider.filterName(), mistakes);
    }
    return setup;
  }

  private static Map<String, String> initParams(FilterConfig config) {
    Map<String, String> params = new HashMap<>();
    for (String name : Collections.list(config.getInitParameterNames())) {
      params.put(name, config.getInitParameter(name));
    }
    return params;
  }

  @Override
  public void close() {
    if (owned) {
      running.close();
    }
  }
}
