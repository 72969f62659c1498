package io.weir.secrets;

/**
 * Where a secret is kept: {@code vault:app/db#password}.
 *
 * @param source {@code env}, {@code file}, {@code vault}
 * @param path what the source is asked for
 * @param key which of the values there; empty where a path holds one
 */
record Reference(String source, String path, String key) {

  @Override
  public String toString() {
    return "%s:%s%s".formatted(source, path, key.isEmpty() ? "" : "#" + key);
  }
}
