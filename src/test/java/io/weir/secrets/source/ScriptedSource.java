package io.weir.secrets.source;

import io.weir.internal.secret.Secret;
import io.weir.secrets.source.SecretReadException.FailureScope;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A source that holds what a test puts there, or fails as it says. */
public final class ScriptedSource implements SecretSource {

  public final List<String> reads = new ArrayList<>();
  private final Map<String, Snapshot> held = new ConcurrentHashMap<>();
  private volatile Optional<FailureScope> failure = Optional.empty();
  public boolean isClosed;

  public void put(String path, String... keysAndValues) {
    Map<String, Secret> values = new java.util.HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], secret(keysAndValues[i + 1]));
    }
    held.put(path, new Snapshot(values));
  }

  public static Secret secret(String text) {
    return Secret.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The text of a secret. */
  public static String text(Secret secret) {
    return new String(secret.bytes(), StandardCharsets.UTF_8);
  }

  public void remove(String path) {
    held.remove(path);
  }

  public void fail(FailureScope scope) {
    failure = Optional.of(scope);
  }

  public void recover() {
    failure = Optional.empty();
  }

  @Override
  public Snapshot read(String path) throws SecretReadException {
    reads.add(path);
    if (failure.isPresent()) {
      throw new SecretReadException("vault", path, 503, "it fails", failure.get());
    }
    Snapshot found = held.get(path);
    if (found == null) {
      throw new SecretReadException("vault", path, 404, "nothing there", FailureScope.PATH);
    }
    return found;
  }

  @Override
  public void close() {
    isClosed = true;
  }
}
