package io.weir.internal.counting;

/** Entries by key, each changed in single steps. An entry is dropped when its time is over. */
interface Table {

  Step.Done change(String key, Step step);

  void remove(String key);
}
