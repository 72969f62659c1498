package io.weir.secrets.export;

import java.util.List;

/**
 * The names of the secrets that are exported, by how the application gets them. MicroProfile Config
 * needs no export.
 *
 * @param initParams init parameters of the servlet context
 * @param systemProperties system properties of the JVM, which every application can read
 * @param jndi names below {@code java:global/}, which every application can read
 */
public record ExportPolicy(
    List<String> initParams, List<String> systemProperties, List<String> jndi) {

  /** Nothing is exported. */
  public static final ExportPolicy NONE = new ExportPolicy(List.of(), List.of(), List.of());

  public ExportPolicy {
    initParams = List.copyOf(initParams);
    systemProperties = List.copyOf(systemProperties);
    jndi = List.copyOf(jndi);
  }
}
