package io.weir.internal.settings;

import java.util.ArrayList;
import java.util.List;

/** Collects every mistake of a deployment, so that an administrator reads all of them at once. */
public final class Mistakes {

  private final List<Mistake> found = new ArrayList<>();

  /** Adds one; {@code where} and {@code what} are those of {@link Mistake}. */
  public void add(String where, String what) {
    found.add(new Mistake(where, what));
  }

  /** Whether nothing was found. */
  public boolean none() {
    return found.isEmpty();
  }

  /** What was found, in the order of finding. */
  public List<Mistake> found() {
    return List.copyOf(found);
  }
}
