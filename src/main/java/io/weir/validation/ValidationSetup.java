package io.weir.validation;

import io.weir.internal.deployment.Deployment;
import io.weir.internal.deployment.FilterSetup;
import io.weir.internal.events.ApplicationEvents;
import io.weir.internal.settings.Mode;

/** The checked settings of the request validation filter in an application. */
record ValidationSetup(ValidationPolicy policy) implements FilterSetup {

  @Override
  public RunningValidation start(Deployment deployment, ApplicationEvents events) {
    if (policy.mode() == Mode.OFF) {
      return RunningValidation.off();
    }
    ValidationHandler handler = new ValidationHandler(policy, events);
    handler.open();
    return new RunningValidation(handler);
  }
}
