package io.weir.validation;

import io.weir.internal.deployment.FilterProvider;
import io.weir.internal.deployment.FilterSetup;
import io.weir.internal.settings.Settings;

/** The request validation filter, as the deployment sees it. */
public final class ValidationProvider implements FilterProvider {

  static final String NAME = "validation";

  /** Created by the service loader. */
  public ValidationProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String filterName() {
    return "RequestValidationFilter";
  }

  @Override
  public int order() {
    return 300;
  }

  @Override
  public boolean isConfigured(Settings settings) {
    return settings.isGiven(ValidationPolicy.CHECKS);
  }

  @Override
  public FilterSetup read(Settings settings, String contextPath) {
    return new ValidationSetup(ValidationPolicy.of(settings));
  }
}
