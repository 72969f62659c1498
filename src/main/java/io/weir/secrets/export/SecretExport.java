package io.weir.secrets.export;

import jakarta.servlet.ServletContext;
import java.util.Optional;
import javax.naming.InitialContext;
import javax.naming.NameAlreadyBoundException;
import javax.naming.NamingException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A secret in a place where code reads it that does not know Weir. {@link #close} takes it back.
 */
interface SecretExport extends AutoCloseable {

  /** Replaces the value where that is possible; empty takes it back. */
  void change(Optional<String> value);

  @Override
  void close();

  /**
   * Exports {@code getServletContext().getInitParameter(name)}, for as long as the application
   * runs.
   *
   * @throws IllegalArgumentException if the application has a parameter of that name
   */
  static void initParam(ServletContext context, String name, String value) {
    // Servlet 6.0 §4.3: a parameter of the application cannot be replaced.
    if (!context.setInitParameter(name, value)) {
      throw new IllegalArgumentException(
          "the application already has a context-param %s; remove it".formatted(name));
    }
  }

  /**
   * Exports {@code System.getProperty(name)} to every application in this JVM, from the first
   * {@link #change} on.
   *
   * @param owner the application that exports it
   * @throws IllegalArgumentException if another application exports it
   */
  static SecretExport systemProperty(String name, String owner) {
    Property property = new Property(name, new ExportOwnership("system property " + name, owner));
    property.acquire();
    return property;
  }

  /**
   * Exports {@code java:global/name} to every application of this server. It does not change:
   * WildFly allows a binding only during a deployment.
   *
   * @param owner the application that exports it
   * @throws IllegalArgumentException if the server does not bind it, or another application exports
   *     it
   */
  static SecretExport binding(String name, String owner, String value) {
    String full = "java:global/" + name;
    Binding binding = new Binding(full, new ExportOwnership("name " + full, owner));
    binding.bind(value);
    return binding;
  }

  /** A system property. {@link #close} restores its previous value. */
  final class Property implements SecretExport {

    private final String name;
    private final ExportOwnership ownership;
    private Optional<String> given = Optional.empty();
    private boolean closed;

    private Property(String name, ExportOwnership ownership) {
      this.name = name;
      this.ownership = ownership;
    }

    private void acquire() {
      if (ownership.acquire()) {
        restore();
      }
    }

    @Override
    public synchronized void change(Optional<String> value) {
      if (!closed && ownership.isHeld()) {
        value.ifPresentOrElse(this::give, this::takeBack);
      }
    }

    private void give(String value) {
      if (given.isEmpty()) {
        ownership.storePrevious(Optional.ofNullable(System.getProperty(name)));
      }
      given = Optional.of(value);
      System.setProperty(name, value);
    }

    private void takeBack() {
      // A value that somebody else has set since stays.
      if (given.isPresent() && given.get().equals(System.getProperty(name))) {
        restore();
      }
      given = Optional.empty();
    }

    private void restore() {
      if (ownership.hasPrevious()) {
        ownership
            .previous()
            .ifPresentOrElse(
                value -> System.setProperty(name, value), () -> System.clearProperty(name));
        ownership.forgetPrevious();
      }
    }

    @Override
    public synchronized void close() {
      // Otherwise another deployment has set the value.
      if (!closed && ownership.isHeld()) {
        takeBack();
        ownership.release();
      }
      closed = true;
    }
  }

  /** A JNDI name. */
  record Binding(String name, ExportOwnership ownership) implements SecretExport {

    private static final Logger LOG = LoggerFactory.getLogger(SecretExport.class);

    @SuppressWarnings("BanJNDI") // Binds a String and looks nothing up.
    private void bind(String value) {
      boolean isAbandoned = ownership.acquire();
      try {
        if (isAbandoned) {
          new InitialContext().rebind(name, value);
        } else {
          new InitialContext().bind(name, value);
        }
      } catch (NamingException e) {
        if (!isAbandoned) { // Otherwise the name stays bound for the next deployment.
          ownership.release();
        }
        throw new IllegalArgumentException(reason(e), e);
      }
    }

    private String reason(NamingException why) {
      return why instanceof NameAlreadyBoundException
          ? name + " is already bound, perhaps by another application"
          : "the server cannot bind %s: %s".formatted(name, why.getClass().getName());
    }

    @Override
    public void change(Optional<String> value) {}

    @Override
    @SuppressWarnings("BanJNDI") // Looks nothing up.
    public void close() {
      if (!ownership.isHeld()) {
        return; // Another deployment has bound it again.
      }
      try {
        new InitialContext().unbind(name);
      } catch (NamingException e) {
        LOG.warn("WEIR-037: {} cannot be unbound: {}", name, e.getClass().getName());
      }
      ownership.release();
    }
  }
}
