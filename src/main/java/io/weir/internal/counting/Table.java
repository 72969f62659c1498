package io.weir.internal.counting;

/** Entries by key, each changed in single steps. An entry is dropped when its time is over. */
interface Table {

  EntryUpdate.Done change(String key, EntryUpdate update);

  void remove(String key);
}
