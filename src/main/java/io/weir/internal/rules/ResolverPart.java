package io.weir.internal.rules;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A part whose value a class of the application computes.
 *
 * @param className the full name of an {@link io.weir.KeyResolver}
 */
record ResolverPart(String className) implements KeyPart {

  private static final Pattern NAME =
      Pattern.compile("\\p{javaJavaIdentifierStart}[\\p{javaJavaIdentifierPart}.]*");

  public ResolverPart {
    if (!NAME.matcher(className).matches()) {
      throw new IllegalArgumentException(
          "the full name of a class must follow the colon, as in class:com.example.TenantKey.");
    }
  }

  @Override
  public List<Value> of(RequestFacts facts, PathMatch match) {
    try {
      return facts.resolver(className).keyOf(facts.request()).map(this::value).stream().toList();
    } catch (RuntimeException | LinkageError e) {
      facts.reportFailure(this, e);
      return List.of(facts.address());
    }
  }

  /** The class may ask for the user. */
  @Override
  public boolean needsUser() {
    return true;
  }

  @Override
  public String toString() {
    return "class:" + className;
  }
}
