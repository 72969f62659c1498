package io.weir.secrets.export;

import java.util.Optional;
import java.util.Properties;
import java.util.UUID;

/**
 * Which application exports a name that all applications of the JVM share. It is stored in system
 * properties, because each application has its own copy of Weir. Without it, two applications would
 * each restore the other's secret as the previous value. If the container abandons a deployment
 * without notice, the ownership stays for the next deployment of the same application.
 */
final class ExportOwnership {

  /** Prefix of the property that names the owner. Below {@code weir.} it would be a setting. */
  private static final String OWNER = "io.weir.handed-out.";

  /** Prefix of the property with the previous value, which exists during the export only. */
  private static final String PREVIOUS = "io.weir.before.";

  /** Starts a previous value; without it, there was none. */
  private static final String PRESENT = "=";

  private final String name;
  private final String owner;

  /** The owner and a random number: tells this deployment from another of the same application. */
  private final String deployment;

  /**
   * Owns nothing yet.
   *
   * @param name as messages show it: {@code system property db.password}
   * @param owner the application
   */
  ExportOwnership(String name, String owner) {
    this.name = name;
    this.owner = owner;
    this.deployment = owner + " " + UUID.randomUUID();
  }

  /**
   * Acquires the name.
   *
   * @return whether an abandoned deployment of the same application still had it
   * @throws IllegalArgumentException if another application exports it
   */
  boolean acquire() {
    Properties all = System.getProperties();
    Object holder = all.putIfAbsent(OWNER + name, deployment);
    if (holder == null) {
      return false;
    }
    String other = holder.toString().replaceFirst(" [^ ]*$", "");
    if (!other.equals(owner) || !all.replace(OWNER + name, holder, deployment)) {
      throw new IllegalArgumentException("the %s is already exported by %s".formatted(name, other));
    }
    return true;
  }

  /** Whether this deployment still owns the name. */
  boolean isHeld() {
    return deployment.equals(System.getProperty(OWNER + name));
  }

  /** Stores the previous value. */
  void storePrevious(Optional<String> value) {
    System.setProperty(PREVIOUS + name, value.map(PRESENT::concat).orElse(""));
  }

  /** Whether a previous value is stored, present or not. */
  boolean hasPrevious() {
    return System.getProperty(PREVIOUS + name) != null;
  }

  /** The previous value; empty if there was none. */
  Optional<String> previous() {
    return Optional.ofNullable(System.getProperty(PREVIOUS + name))
        .filter(written -> written.startsWith(PRESENT))
        .map(written -> written.substring(PRESENT.length()));
  }

  /** The previous value is restored. */
  void forgetPrevious() {
    System.clearProperty(PREVIOUS + name);
  }

  /** Releases the name. */
  void release() {
    if (isHeld()) {
      forgetPrevious();
      System.getProperties().remove(OWNER + name, deployment);
    }
  }
}
