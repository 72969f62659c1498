package io.weir.internal.settings;

import io.weir.internal.secret.SecretReader;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Collects every mistake of a deployment, so that an administrator reads all of them at once.
 *
 * <p>Parsing touches neither the machine nor the network. What needs them is {@linkplain #defer
 * deferred}, and {@link #resolve} does it.
 */
public final class Mistakes {

  private final Set<Mistake> found = new LinkedHashSet<>();
  private final List<BiConsumer<Mistakes, SecretReader>> deferred = new ArrayList<>();

  /** Adds a mistake; {@code where} and {@code what} are those of {@link Mistake}. */
  public void add(String where, String what) {
    found.add(new Mistake(where, what));
  }

  /** Adds the mistakes of another collection, and what it deferred. */
  void addAll(Mistakes others) {
    found.addAll(others.found);
    deferred.addAll(others.deferred);
  }

  /**
   * Has a value read after parsing.
   *
   * @param where the place of the mistake, if the value cannot be read
   * @param reader throws an IllegalArgumentException, whose message tells the mistake
   * @param fallback the value after a mistake
   */
  public <T> Deferred<T> defer(String where, Supplier<T> reader, T fallback) {
    return defer(where, secrets -> reader.get(), fallback);
  }

  /**
   * Has a value read after parsing.
   *
   * @param where the place of the mistake, if the value cannot be read
   * @param reader reads secrets; throws an IllegalArgumentException, whose message tells the
   *     mistake
   * @param fallback the value after a mistake
   */
  public <T> Deferred<T> defer(String where, Function<SecretReader, T> reader, T fallback) {
    return defer(
        (mistakes, secrets) -> {
          try {
            return reader.apply(secrets);
          } catch (IllegalArgumentException e) {
            mistakes.add(where, String.valueOf(e.getMessage()));
            return fallback;
          }
        });
  }

  /** Has a value read after parsing by a reader that adds its mistakes itself. */
  public <T> Deferred<T> defer(BiFunction<Mistakes, SecretReader, T> reader) {
    Deferred<T> value = new Deferred<>();
    deferred.add(
        (mistakes, secrets) -> {
          if (!value.isResolved()) { // Another filter may share the value.
            value.set(reader.apply(mistakes, secrets));
          }
        });
    return value;
  }

  /** Has something checked after parsing. */
  public void deferCheck(Consumer<Mistakes> check) {
    deferred.add((mistakes, secrets) -> check.accept(mistakes));
  }

  /**
   * Reads and checks what was deferred, in that order. To be called on the machine that runs the
   * application.
   *
   * @param secrets reads the secrets that settings refer to
   */
  public void resolve(SecretReader secrets) {
    List<BiConsumer<Mistakes, SecretReader>> checks = List.copyOf(deferred);
    deferred.clear();
    checks.forEach(check -> check.accept(this, secrets));
  }

  /** Whether nothing was found. */
  public boolean none() {
    return found.isEmpty();
  }

  /** What was found, in the order of finding; each mistake once. */
  public List<Mistake> found() {
    return List.copyOf(found);
  }
}
