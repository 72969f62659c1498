package io.weir.secrets.export;

import jakarta.servlet.ServletContext;
import java.util.Optional;
import javax.naming.InitialContext;
import javax.naming.NameAlreadyBoundException;
import javax.naming.NamingException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A secret where code finds it that knows nothing of Weir; taken back when it is closed. */
interface SecretExport extends AutoCloseable {

  /** Gives this in place of the value before, where that can be; nothing: takes it back. */
  void change(Optional<String> value);

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
   * @param owner which application hands it out
   * @throws IllegalArgumentException if another application has it from Weir
   */
  static SecretExport systemProperty(String name, String owner) {
    Property property = new Property(name, new ExportOwnership("system property " + name, owner));
    property.take();
    return property;
  }

  /**
   * {@code java:global/name}, of every application of this server. It does not change: WildFly lets
   * nobody bind while no application is being deployed.
   *
   * @param owner which application hands it out
   * @throws IllegalArgumentException if the server does not bind it, or another application has it
   */
  static SecretExport binding(String name, String owner, String value) {
    String full = "java:global/" + name;
    Binding binding = new Binding(full, new ExportOwnership("name " + full, owner));
    binding.bind(value);
    return binding;
  }

  /** One property; what was there before comes back. */
  final class Property implements SecretExport {

    private final String name;
    private final ExportOwnership claim;
    private Optional<String> given = Optional.empty();
    private boolean closed;

    private Property(String name, ExportOwnership claim) {
      this.name = name;
      this.claim = claim;
    }

    private void take() {
      if (claim.take()) {
        restore();
      }
    }

    @Override
    public synchronized void change(Optional<String> value) {
      if (!closed && claim.isHeld()) {
        value.ifPresentOrElse(this::give, this::takeBack);
      }
    }

    private void give(String value) {
      if (given.isEmpty()) {
        claim.before(Optional.ofNullable(System.getProperty(name)));
      }
      given = Optional.of(value);
      System.setProperty(name, value);
    }

    private void takeBack() {
      // Whoever has changed it since meant what he wrote.
      if (given.isPresent() && given.get().equals(System.getProperty(name))) {
        restore();
      }
      given = Optional.empty();
    }

    private void restore() {
      if (claim.hasBefore()) {
        claim
            .before()
            .ifPresentOrElse(
                value -> System.setProperty(name, value), () -> System.clearProperty(name));
        claim.restored();
      }
    }

    @Override
    public synchronized void close() {
      // Else what is there now is another application's, or another attempt's.
      if (!closed && claim.isHeld()) {
        takeBack();
        claim.end();
      }
      closed = true;
    }
  }

  /** One name in the server's directory. */
  record Binding(String name, ExportOwnership claim) implements SecretExport {

    private static final Logger LOG = LoggerFactory.getLogger(SecretExport.class);

    @SuppressWarnings("BanJNDI") // Looks nothing up; whoever does gets a String.
    private void bind(String value) {
      boolean isLeft = claim.take();
      try {
        if (isLeft) {
          new InitialContext().rebind(name, value);
        } else {
          new InitialContext().bind(name, value);
        }
      } catch (NamingException e) {
        if (!isLeft) { // Else the name is still bound, for the next attempt.
          claim.end();
        }
        throw new IllegalArgumentException(reason(e), e);
      }
    }

    private String reason(NamingException why) {
      return why instanceof NameAlreadyBoundException
          ? name + " is bound already, by another application?"
          : "the server does not bind %s: %s".formatted(name, why.getClass().getName());
    }

    @Override
    public void change(Optional<String> value) {}

    @Override
    @SuppressWarnings("BanJNDI") // Looks nothing up.
    public void close() {
      if (!claim.isHeld()) {
        return; // Another attempt has bound it anew.
      }
      try {
        new InitialContext().unbind(name);
      } catch (NamingException e) {
        LOG.warn("WEIR-037: {} cannot be unbound: {}", name, e.getClass().getName());
      }
      claim.end();
    }
  }
}
