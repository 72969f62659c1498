package io.weir.secrets.export;

import java.util.Optional;
import java.util.Properties;
import java.util.UUID;

/**
 * That something which all applications see is handed out, and by which: a property of the JVM too,
 * for each application has its own copy of Weir. Of two applications, each would give the other's
 * secret back as what was there. A container that gives a deployment up half-way may tell nobody;
 * its claim then waits for the next attempt of the same application.
 */
final class ExportOwnership {

  /** Not below {@code weir.}, where it would be a setting. */
  private static final String HANDED_OUT = "io.weir.handed-out.";

  /** What was there before, behind a sign that it was; only while something else is. */
  private static final String BEFORE = "io.weir.before.";

  private static final String SOMETHING = "=";

  private final String name;
  private final String owner;

  /** Tells this attempt of the owner from another. */
  private final String attempt;

  /**
   * Nothing is claimed yet.
   *
   * @param name {@code system property db.password}, as it is told
   * @param owner the application
   */
  ExportOwnership(String name, String owner) {
    this.name = name;
    this.owner = owner;
    this.attempt = owner + " " + UUID.randomUUID();
  }

  /**
   * Takes it.
   *
   * @return whether an attempt of the same application has left it behind
   * @throws IllegalArgumentException if another application has it
   */
  boolean take() {
    Properties all = System.getProperties();
    Object holder = all.putIfAbsent(HANDED_OUT + name, attempt);
    if (holder == null) {
      return false;
    }
    String other = holder.toString().replaceFirst(" [^ ]*$", "");
    if (!other.equals(owner) || !all.replace(HANDED_OUT + name, holder, attempt)) {
      throw new IllegalArgumentException(
          "the %s is handed out already, by %s".formatted(name, other));
    }
    return true;
  }

  /** Whether it is still this attempt's. */
  boolean isHeld() {
    return attempt.equals(System.getProperty(HANDED_OUT + name));
  }

  /** Remembers what was there, before something else is. */
  void before(Optional<String> value) {
    System.setProperty(BEFORE + name, value.map(SOMETHING::concat).orElse(""));
  }

  /** Whether something else is there. */
  boolean hasBefore() {
    return System.getProperty(BEFORE + name) != null;
  }

  /** What was there; nothing if nothing was. */
  Optional<String> before() {
    return Optional.ofNullable(System.getProperty(BEFORE + name))
        .filter(written -> written.startsWith(SOMETHING))
        .map(written -> written.substring(SOMETHING.length()));
  }

  /** What is there is again what was. */
  void restored() {
    System.clearProperty(BEFORE + name);
  }

  /** Gives it up. */
  void end() {
    if (isHeld()) {
      restored();
      System.getProperties().remove(HANDED_OUT + name, attempt);
    }
  }
}
