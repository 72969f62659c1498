package io.weir.internal.http;

import java.util.function.Supplier;

/** Reads what a server may refuse to show, such as the cookies and the session of a request. */
public final class GuardedRead {

  private GuardedRead() {}

  /**
   * The value; the other one if the server rejects what the client sends, for example too many
   * cookies (WildFly: 200), or if the session ends at this moment.
   */
  public static <T> T of(Supplier<T> value, T unreadable) {
    try {
      return value.get();
    } catch (IllegalStateException | IllegalArgumentException e) {
      return unreadable;
    }
  }
}
