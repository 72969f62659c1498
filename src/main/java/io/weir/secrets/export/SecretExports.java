package io.weir.secrets.export;

import io.weir.internal.settings.Mistake;
import jakarta.servlet.ServletContext;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The exports that the administrator configured for an application. {@link #close} takes them back.
 */
public final class SecretExports implements AutoCloseable {

  private final ExportPolicy policy;
  private final Function<String, Optional<String>> secrets;
  private final Deque<SecretExport> exports = new ConcurrentLinkedDeque<>();

  /** Exports nothing yet. */
  public SecretExports(ExportPolicy policy, Function<String, Optional<String>> secrets) {
    this.policy = policy;
    this.secrets = secrets;
  }

  /**
   * Starts every export.
   *
   * @param onChange registers a listener for changes of the secret of a name
   * @return what stops the deployment
   */
  public List<Mistake> start(ServletContext context, BiConsumer<String, Runnable> onChange) {
    String owner = context.getVirtualServerName() + context.getContextPath();
    List<Mistake> mistakes = new ArrayList<>();
    each(
        policy.initParams(),
        withValue((name, value) -> SecretExport.initParam(context, name, value)),
        mistakes);
    // A secret without a value is exported as soon as it can be read.
    each(policy.systemProperties(), name -> exportProperty(name, owner, onChange), mistakes);
    each(
        policy.jndi(),
        withValue((name, value) -> exports.push(SecretExport.binding(name, owner, value))),
        mistakes);
    return mistakes;
  }

  private Consumer<String> withValue(BiConsumer<String, String> export) {
    return name -> secrets.apply(name).ifPresent(value -> export.accept(name, value));
  }

  private static void each(List<String> names, Consumer<String> export, List<Mistake> mistakes) {
    for (String name : names) {
      try {
        export.accept(name);
      } catch (IllegalArgumentException e) {
        mistakes.add(new Mistake("weir.secrets." + name, String.valueOf(e.getMessage())));
      }
    }
  }

  private void exportProperty(String name, String owner, BiConsumer<String, Runnable> onChange) {
    SecretExport export = SecretExport.systemProperty(name, owner);
    exports.push(export);
    Runnable update = () -> update(name, export);
    onChange.accept(name, update);
    update.run();
  }

  /** Locks, so that an older value never replaces a newer one. */
  private void update(String name, SecretExport export) {
    synchronized (export) {
      export.change(secrets.apply(name));
    }
  }

  @Override
  public void close() {
    while (!exports.isEmpty()) {
      exports.pop().close();
    }
  }
}
