package io.weir.secrets;

import java.util.Optional;
import java.util.Properties;

/**
 * That something which all applications see is handed out, and by which: a property of the JVM too,
 * for each application has its own copy of Weir. A container that gives a deployment up half-way
 * may tell nobody; the claim then waits for the next attempt of the same application.
 *
 * @param name {@code system property db.password}, as it is told
 * @param owner the application: of two, each would give the other's secret back as what was there
 */
record Claim(String name, String owner) {

  /** Not below {@code weir.}, where it would be a setting. */
  private static final String HANDED_OUT = "io.weir.handed-out.";

  /** What was there before, behind a sign that it was; only while something else is. */
  private static final String BEFORE = "io.weir.before.";

  private static final String SOMETHING = "=";

  /**
   * Takes it.
   *
   * @return whether an attempt of the same application has left it behind
   * @throws IllegalArgumentException if another application has it
   */
  boolean take() {
    Object holder = System.getProperties().putIfAbsent(HANDED_OUT + name, owner);
    if (holder != null && !holder.equals(owner)) {
      throw new IllegalArgumentException(
          "the %s is handed out already, by another application?".formatted(name));
    }
    return holder != null;
  }

  /** Remembers what was there, before something else is. */
  void before(Optional<String> value) {
    System.setProperty(BEFORE + name, value.map(SOMETHING::concat).orElse(""));
  }

  /** What was there; nothing if nothing else is. */
  Optional<Before> before() {
    return Optional.ofNullable(System.getProperty(BEFORE + name)).map(Before::new);
  }

  /** What is there is again what was. */
  void restored() {
    System.clearProperty(BEFORE + name);
  }

  /** Gives it up. */
  void end() {
    Properties all = System.getProperties();
    all.remove(BEFORE + name);
    all.remove(HANDED_OUT + name);
  }

  /**
   * What was there before.
   *
   * @param written behind the sign
   */
  record Before(String written) {

    /** Nothing if there was nothing. */
    Optional<String> value() {
      return Optional.of(written)
          .filter(text -> text.startsWith(SOMETHING))
          .map(text -> text.substring(SOMETHING.length()));
    }

    /** It may be a secret. */
    @Override
    public String toString() {
      return "*****";
    }
  }
}
