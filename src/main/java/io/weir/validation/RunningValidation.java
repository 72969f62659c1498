package io.weir.validation;

import io.weir.internal.deployment.LineStatus;
import io.weir.internal.deployment.RunningFilter;
import io.weir.internal.deployment.Switches;
import io.weir.internal.events.EventCounters;
import jakarta.servlet.Filter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The request validation filter of a running application. */
final class RunningValidation implements RunningFilter {

  private final @Nullable ValidationHandler handler;

  private RunningValidation() {
    this.handler = null;
  }

  /** A filter that checks requests. */
  RunningValidation(ValidationHandler handler) {
    this.handler = handler;
  }

  /** A filter that is switched off. */
  static RunningValidation off() {
    return new RunningValidation();
  }

  /** Decides about requests; null if all requests pass untouched. */
  @Nullable ValidationHandler handler() {
    return handler;
  }

  @Override
  public Optional<Filter> beforeAuthentication() {
    return Optional.empty();
  }

  @Override
  public List<EventCounters.Count> counts() {
    return handler == null ? List.of() : handler.counters().snapshot();
  }

  @Override
  public List<LineStatus> lines() {
    return handler == null ? List.of() : handler.lines();
  }

  @Override
  public boolean hasSwitches() {
    return true;
  }

  @Override
  public void switchTo(Switches switches) {
    if (handler != null) {
      handler.switchTo(switches);
    }
  }

  @Override
  public void close() {
    if (handler != null) {
      handler.close();
    }
  }
}
