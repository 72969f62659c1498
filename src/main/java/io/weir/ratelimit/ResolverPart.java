package io.weir.ratelimit;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What a class of the application says.
 *
 * @param className of an {@link io.weir.KeyResolver}
 */
record ResolverPart(String className) implements Part {

  private static final Pattern NAME =
      Pattern.compile("\\p{javaJavaIdentifierStart}[\\p{javaJavaIdentifierPart}.]*");

  ResolverPart {
    if (!NAME.matcher(className).matches()) {
      throw new IllegalArgumentException(
          "the full name of a class belongs after the colon, as in class:com.example.TenantKey.");
    }
  }

  @Override
  public List<Value> of(Asked asked, Place place) {
    try {
      return asked.resolver(className).keyOf(asked.request()).map(this::value).stream().toList();
    } catch (RuntimeException | LinkageError e) {
      asked.tellFailed(this, e);
      return List.of(asked.address());
    }
  }

  /** The application may ask for the user. */
  @Override
  public boolean needsUser() {
    return true;
  }

  @Override
  public String toString() {
    return "class:" + className;
  }
}
