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
 * What an application gets on the ways that the administrator chose, besides MicroProfile Config;
 * taken back when this is closed.
 */
public final class SecretExports implements AutoCloseable {

  private final ExportPolicy ways;
  private final Function<String, Optional<String>> secrets;
  private final Deque<SecretExport> handouts = new ConcurrentLinkedDeque<>();

  /** Nothing handed out yet. */
  public SecretExports(ExportPolicy ways, Function<String, Optional<String>> secrets) {
    this.ways = ways;
    this.secrets = secrets;
  }

  /**
   * Hands everything out.
   *
   * @param onChange has something done whenever the secret of a name has changed
   * @return what stops the deployment
   */
  public List<Mistake> start(ServletContext context, BiConsumer<String, Runnable> onChange) {
    String owner = context.getVirtualServerName() + context.getContextPath();
    List<Mistake> mistakes = new ArrayList<>();
    each(
        ways.initParams(),
        withValue((name, value) -> SecretExport.initParam(context, name, value)),
        mistakes);
    // Also one that has no value yet: it gets its first one when that can be read.
    each(ways.systemProperties(), name -> keepGiving(name, owner, onChange), mistakes);
    each(
        ways.jndi(),
        withValue((name, value) -> handouts.push(SecretExport.binding(name, owner, value))),
        mistakes);
    return mistakes;
  }

  private Consumer<String> withValue(BiConsumer<String, String> way) {
    return name -> secrets.apply(name).ifPresent(value -> way.accept(name, value));
  }

  private static void each(List<String> names, Consumer<String> way, List<Mistake> mistakes) {
    for (String name : names) {
      try {
        way.accept(name);
      } catch (IllegalArgumentException e) {
        mistakes.add(new Mistake("weir.secrets." + name, String.valueOf(e.getMessage())));
      }
    }
  }

  private void keepGiving(String name, String owner, BiConsumer<String, Runnable> onChange) {
    SecretExport handout = SecretExport.systemProperty(name, owner);
    handouts.push(handout);
    Runnable give = () -> give(name, handout);
    onChange.accept(name, give);
    give.run();
  }

  /** One after the other: else an older value could be given last. */
  private void give(String name, SecretExport handout) {
    synchronized (handout) {
      handout.change(secrets.apply(name));
    }
  }

  @Override
  public void close() {
    while (!handouts.isEmpty()) {
      handouts.pop().close();
    }
  }
}
