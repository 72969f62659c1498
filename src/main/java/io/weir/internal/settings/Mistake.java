package io.weir.internal.settings;

/**
 * Something an administrator wrote that cannot work.
 *
 * @param where the setting and, of a table, its line: {@code rules, line 3}
 * @param what what was given, what is allowed, an example that works, and the name probably meant
 */
public record Mistake(String where, String what) {

  @Override
  public String toString() {
    return where + ": " + what;
  }
}
