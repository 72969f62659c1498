package io.weir.status.alert;

import io.weir.internal.events.Event;
import io.weir.internal.events.SecretChanged;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Watches whether secrets can be read. */
final class SecretWatch implements Watch {

  private final Set<String> unreadable = ConcurrentHashMap.newKeySet();

  @Override
  public void accept(Event event) {
    if (event instanceof SecretChanged secret) {
      switch (secret.change()) {
        case UNREADABLE, TOO_OLD -> unreadable.add(secret.place());
        case READABLE -> unreadable.remove(secret.place());
        case ROTATED -> {}
      }
    }
  }

  @Override
  public long reading(Instant now) {
    return unreadable.size();
  }

  @Override
  public boolean addsUp() {
    return true;
  }

  @Override
  public boolean fires(long whole) {
    return whole > 0;
  }

  @Override
  public String text(Instant now, long whole) {
    return "Secrets cannot be read: %s. An older value is used as long as weir.secrets.max-stale allows."
        .formatted(String.join(", ", new TreeSet<>(unreadable)));
  }

  @Override
  public String resolved() {
    return "All secrets can be read again.";
  }
}
