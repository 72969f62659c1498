package io.weir.sample.servers;

import java.util.OptionalInt;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips all tests if the build wants servers to run on a version of the JDK, by {@code
 * servers.jdk}, and this machine has none of it. JUnit finds it as a service.
 */
public final class RequiredJdk implements ExecutionCondition {

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    OptionalInt version = Jvm.version();
    if (version.isPresent() && Jdks.find(version.getAsInt()).isEmpty()) {
      return ConditionEvaluationResult.disabled(Jdks.missing(version.getAsInt()));
    }
    return ConditionEvaluationResult.enabled("the servers' JDK is there");
  }
}
