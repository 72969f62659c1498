package io.weir.internal.rules;

import io.weir.internal.http.CommaList;
import io.weir.internal.secret.Secret;
import io.weir.internal.secret.SecretReader;
import io.weir.internal.settings.Deferred;
import io.weir.internal.settings.Mistakes;
import io.weir.internal.settings.RawSetting;
import io.weir.internal.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The API keys of known clients. Only the SHA-256 of each key is kept, so that nobody who reads it
 * can use it. A fast hash suffices because API keys are long and random; passwords need a slow one.
 */
public final class ApiKeys {

  /** Before the name of an owner; in a variable, {@code WEIR_API_KEYS_}, as long. */
  private static final String PREFIX = "weir.api-keys.";

  private static final String FORM =
      "the SHA-256 of a key in 64 hexadecimal digits, or two of them, separated by a comma, while one replaces the other";

  /** The old and the new key of an owner. */
  private static final int MAX_PER_OWNER = 2;

  /** Not allowed: an empty header identifies nobody. */
  private static final Secret HASH_OF_NOTHING = sha256(new byte[0]);

  private final Deferred<List<ApiKey>> keys;

  private ApiKeys(Deferred<List<ApiKey>> keys) {
    this.keys = keys;
  }

  /**
   * A key. An owner has two while the new one replaces the old one.
   *
   * @param hash compared in constant time
   */
  private record ApiKey(String owner, Secret hash) {}

  /** Reads the settings {@code weir.api-keys.<owner>}; a setting may refer to a secret. */
  public static ApiKeys of(Settings settings) {
    Map<String, RawSetting> family = settings.family("api-keys");
    return new ApiKeys(
        settings.mistakes().defer((mistakes, secrets) -> read(family, mistakes, secrets)));
  }

  private static List<ApiKey> read(
      Map<String, RawSetting> family, Mistakes mistakes, SecretReader secrets) {
    List<ApiKey> all = new ArrayList<>();
    family.forEach(
        (name, raw) -> {
          String owner = name.substring(PREFIX.length());
          for (Secret hash : hashes(raw, mistakes, secrets)) {
            all.stream()
                .filter(known -> known.hash().equals(hash) && !known.owner().equals(owner))
                .forEach(
                    known -> mistakes.add(raw.where(), "this is also the key of " + known.owner()));
            all.add(new ApiKey(owner, hash));
          }
        });
    return List.copyOf(all);
  }

  private static List<Secret> hashes(RawSetting raw, Mistakes mistakes, SecretReader secrets) {
    try {
      List<Secret> hashes =
          CommaList.withEmptyElements(written(raw.text(), secrets)).stream()
              .map(ApiKeys::hash)
              .toList();
      if (hashes.size() > MAX_PER_OWNER || hashes.contains(HASH_OF_NOTHING)) {
        throw new IllegalArgumentException(FORM);
      }
      return hashes;
    } catch (IllegalArgumentException e) {
      mistakes.add(raw.where(), String.valueOf(e.getMessage()));
      return List.of();
    }
  }

  private static String written(String text, SecretReader secrets) {
    return Secret.isReference(text)
        ? new String(secrets.read(text).bytes(), StandardCharsets.UTF_8)
        : text;
  }

  private static Secret hash(String hex) {
    if (!hex.matches("[0-9A-Fa-f]{64}")) {
      // The message does not repeat the text: it may be the key itself.
      throw new IllegalArgumentException(FORM);
    }
    return Secret.of(HexFormat.of().parseHex(hex));
  }

  /** Adds a mistake for each part {@code api-key} of these keys if no API key is set. */
  public void check(List<Key> ofRules, String where, Mistakes mistakes) {
    if (keys.get().isEmpty()) {
      ofRules.stream()
          .flatMap(key -> key.parts().stream())
          .filter(ApiKeyPart.class::isInstance)
          .distinct()
          .forEach(
              part ->
                  mistakes.add(
                      where,
                      "\"%s\": no API key is set; for example weir.api-keys.alice = the SHA-256 of her key."
                          .formatted(part)));
    }
  }

  /**
   * The owner of a key. It is compared with all keys, each in constant time, so that the time of an
   * answer reveals nothing about them.
   */
  Optional<String> ownerOf(String key) {
    // Containers decode header fields as ISO 8859-1 (RFC 9110 §5.5).
    Secret hash = sha256(key.getBytes(StandardCharsets.ISO_8859_1));
    @Nullable String owner = null;
    for (ApiKey known : keys.get()) {
      if (known.hash().equals(hash)) {
        owner = known.owner();
      }
    }
    return Optional.ofNullable(owner);
  }

  private static Secret sha256(byte[] bytes) {
    try {
      return Secret.of(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // Every JDK has SHA-256.
    }
  }
}
