package io.weir.internal.deployment;

import io.weir.internal.settings.InvalidSettings;
import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Settings;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was checked at deployment, for the filter that works by it. */
public final class CheckedSetups {

  private static final Logger LOG = LoggerFactory.getLogger(CheckedSetups.class);

  private CheckedSetups() {}

  /** The plan of a filter; checked now where nothing of Weir ran at deployment. */
  public static <P extends FilterProvider.FilterSetup> P plan(
      FilterProvider provider, Class<P> type, FilterConfig config) throws ServletException {
    ServletContext context = config.getServletContext();
    Object plan = context.getAttribute(provider.attribute());
    return type.cast(type.isInstance(plan) ? plan : read(provider, config, context));
  }

  private static FilterProvider.FilterSetup read(
      FilterProvider provider, FilterConfig config, ServletContext context)
      throws ServletException {
    LOG.warn(
        "WEIR-007: nothing was checked at deployment, for the server did not run io.weir.WeirInitializer (an <absolute-ordering> that leaves the jar out?)");
    Settings settings =
        Settings.of(provider.name(), initParams(config), context)
            .with(ApplicationSecrets.provider().ofThisMachine());
    FilterProvider.FilterSetup setup = provider.read(settings, context.getContextPath());
    List<Mistake> mistakes = new ArrayList<>(settings.check());
    mistakes.addAll(setup.mistakesWithoutEntrance());
    if (!mistakes.isEmpty()) {
      throw new InvalidSettings(provider.shell(), mistakes);
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
}
