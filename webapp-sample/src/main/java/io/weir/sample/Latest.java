package io.weir.sample;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The latest entries by id; the oldest makes room for the newest. Safe for many threads. */
public final class Latest<V> {

  private final Map<String, V> entries;

  /**
   * Nothing yet.
   *
   * @param capacity how many entries are kept, 1 or more
   */
  public Latest(int capacity) {
    entries =
        Collections.synchronizedMap(
            new LinkedHashMap<>() {
              @Override
              protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > capacity;
              }
            });
  }

  /** Keeps an entry. */
  public void put(String id, V entry) {
    entries.put(id, entry);
  }

  /** The entry of this id, if it is still kept. */
  public Optional<V> get(String id) {
    return Optional.ofNullable(entries.get(id));
  }

  /** All that are kept, oldest first. */
  public List<V> all() {
    synchronized (entries) {
      return List.copyOf(entries.values());
    }
  }
}
