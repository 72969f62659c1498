package io.weir.secrets;

import jakarta.servlet.ServletContext;
import java.util.Optional;
import javax.naming.InitialContext;
import javax.naming.NameAlreadyBoundException;
import javax.naming.NamingException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A secret where code finds it that knows nothing of Weir; taken back when it is closed. */
interface Handout extends AutoCloseable {

  /** Gives the new value in place of the one before, where that can be. */
  void change(String value);

  @Override
  void close();

  /**
   * {@code getServletContext().getInitParameter(name)}. Lasts as long as the application.
   *
   * @throws IllegalArgumentException if the application has one of that name
   */
  static void initParam(ServletContext context, String name, String value) {
    // Servlet 6.0 §4.3: one that the application has cannot be replaced.
    if (!context.setInitParameter(name, value)) {
      throw new IllegalArgumentException(
          "the application has a context-param %s already; take it out there".formatted(name));
    }
  }

  /**
   * {@code System.getProperty(name)}, of every application in this JVM. As it is until the first
   * change.
   *
   * @throws IllegalArgumentException if another application has it from Weir
   */
  static Handout systemProperty(String name) {
    Property property = new Property(name);
    property.take();
    return property;
  }

  /**
   * {@code java:global/name}, of every application of this server. It does not change: WildFly lets
   * nobody bind while no application is being deployed.
   *
   * @throws IllegalArgumentException if the server does not bind it
   */
  static Handout binding(String name, String value) {
    Binding binding = new Binding("java:global/" + name);
    binding.bind(value);
    return binding;
  }

  /** One property; what was there before comes back. */
  final class Property implements Handout {

    /**
     * Before the name of one that is handed out: a property too, which the copies of Weir in all
     * applications see. Not below {@code weir.}, where it would be a setting.
     */
    private static final String HANDED_OUT = "io.weir.handed-out.";

    private final String name;
    private Optional<String> before = Optional.empty();
    private Optional<String> given = Optional.empty();
    private boolean closed;

    private Property(String name) {
      this.name = name;
    }

    /** Of two applications, each would give the other's secret back as what was there before. */
    private void take() {
      if (System.getProperties().putIfAbsent(HANDED_OUT + name, "true") != null) {
        throw new IllegalArgumentException(
            "the system property %s is handed out already, by another application?"
                .formatted(name));
      }
    }

    @Override
    public synchronized void change(String value) {
      if (!closed) {
        if (given.isEmpty()) {
          before = Optional.ofNullable(System.getProperty(name));
        }
        given = Optional.of(value);
        System.setProperty(name, value);
      }
    }

    @Override
    public synchronized void close() {
      if (closed) {
        return; // What is there now is another application's.
      }
      closed = true;
      // Whoever has changed it since meant what he wrote.
      if (given.isPresent() && given.get().equals(System.getProperty(name))) {
        before.ifPresentOrElse(
            value -> System.setProperty(name, value), () -> System.clearProperty(name));
      }
      System.clearProperty(HANDED_OUT + name);
    }
  }

  /** One name in the server's directory. */
  record Binding(String name) implements Handout {

    private static final Logger LOG = LoggerFactory.getLogger(Handout.class);

    @SuppressWarnings("BanJNDI") // Looks nothing up; whoever does gets a String.
    private void bind(String value) {
      try {
        new InitialContext().bind(name, value);
      } catch (NameAlreadyBoundException e) {
        throw new IllegalArgumentException(name + " is bound already, by another application?", e);
      } catch (NamingException e) {
        throw new IllegalArgumentException(
            "the server does not bind %s: %s".formatted(name, e.getClass().getName()), e);
      }
    }

    @Override
    public void change(String value) {}

    @Override
    @SuppressWarnings("BanJNDI") // Looks nothing up.
    public void close() {
      try {
        new InitialContext().unbind(name);
      } catch (NamingException e) {
        LOG.warn("WEIR-037: {} cannot be unbound: {}", name, e.getClass().getName());
      }
    }
  }
}
