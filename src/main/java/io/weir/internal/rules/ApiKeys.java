package io.weir.internal.rules;

import io.weir.internal.secret.Secret;
import io.weir.internal.secret.SecretReader;
import io.weir.internal.settings.RawSetting;
import io.weir.internal.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys by which clients of an API are known: of each the SHA-256 alone, so that nobody who
 * reads it can use it. Such a key is long and random; a password needs a slow hash.
 */
public record ApiKeys(List<Candidate> candidates) {

  private static final String FORM =
      "the SHA-256 of a key in 64 hexadecimal digits, or two between commas while one replaces the other";

  /** Of one owner: the old one and the new one. */
  private static final int MOST = 2;

  /** An empty header is nobody's. */
  private static final Secret OF_NOTHING = sha256(new byte[0]);

  public ApiKeys {
    candidates = List.copyOf(candidates);
  }

  /**
   * One key of an owner, who may have several while they change.
   *
   * @param hash compared in constant time
   */
  private record Candidate(String owner, Secret hash) {}

  /** Reads the settings {@code weir.api-keys.<owner>}. */
  public static ApiKeys of(Settings settings) {
    List<Candidate> all = new ArrayList<>();
    settings
        .family("api-keys")
        .forEach(
            (owner, raw) -> {
              for (Secret hash : hashes(raw, settings)) {
                all.stream()
                    .filter(known -> known.hash().equals(hash) && !known.owner().equals(owner))
                    .forEach(
                        known ->
                            settings
                                .mistakes()
                                .add(raw.where(), "the same key as that of " + known.owner()));
                all.add(new Candidate(owner, hash));
              }
            });
    return new ApiKeys(all);
  }

  private static List<Secret> hashes(RawSetting raw, Settings settings) {
    try {
      List<Secret> hashes =
          Arrays.stream(written(raw.text(), settings.secrets()).split(",", -1))
              .map(String::strip)
              .map(ApiKeys::hash)
              .toList();
      if (hashes.size() > MOST || hashes.contains(OF_NOTHING)) {
        throw new IllegalArgumentException(FORM);
      }
      return hashes;
    } catch (IllegalArgumentException e) {
      settings.mistakes().add(raw.where(), String.valueOf(e.getMessage()));
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
      // What was written may be the key itself: it is not repeated.
      throw new IllegalArgumentException(FORM);
    }
    return Secret.of(HexFormat.of().parseHex(hex));
  }

  boolean isEmpty() {
    return candidates.isEmpty();
  }

  /**
   * Whose key it is. It is compared with all, and each time to the end, so that how long that takes
   * tells nothing.
   */
  Optional<String> ownerOf(String key) {
    // Containers give a header's bytes as ISO 8859-1 (RFC 9110 §5.5).
    Secret hash = sha256(key.getBytes(StandardCharsets.ISO_8859_1));
    @Nullable String owner = null;
    for (Candidate candidate : candidates) {
      if (candidate.hash().equals(hash)) {
        owner = candidate.owner();
      }
    }
    return Optional.ofNullable(owner);
  }

  private static Secret sha256(byte[] bytes) {
    try {
      return Secret.of(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // Every JDK has it.
    }
  }
}
