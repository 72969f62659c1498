package io.weir.secrets.vault;

import io.weir.internal.secret.Secret;
import io.weir.secrets.source.SecretReadException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Vault's key/value engine, version 1 and 2.
 *
 * <pre>
 *   reference  vault:secret/app/db     secret is the mount
 *   version 1     v1/secret/app/db
 *   version 2     v1/secret/data/app/db
 * </pre>
 */
final class KvEngine {

  /** The version of the engine; each mount has its own. */
  enum Version {
    AUTO,
    V1,
    V2
  }

  private final VaultHttpClient http;
  private final Version version;
  private final List<String> mounts;
  private final Map<String, Version> knownMounts = new HashMap<>();

  /**
   * Knows the version of no mount yet.
   *
   * @param mounts those whose names have slashes
   */
  KvEngine(VaultHttpClient http, Version version, List<String> mounts) {
    this.http = http;
    this.version = version;
    this.mounts = List.copyOf(mounts);
  }

  /** Reads all secrets at a path. */
  KvResponse read(String path, Secret token) throws SecretReadException {
    check(path);
    if (version != Version.AUTO) {
      return read(mountOf(path), version, path, token);
    }
    for (Map.Entry<String, Version> mount : Map.copyOf(knownMounts).entrySet()) {
      if (isBelow(mount.getKey(), path)) {
        KvResponse response = read(mount.getKey(), mount.getValue(), path, token);
        if (!isOfOtherVersion(response)) {
          return response;
        }
        knownMounts.remove(mount.getKey());
      }
    }
    return detect(path, token);
  }

  /** A mount that was upgraded to version 2 warns about paths of version 1. */
  private static boolean isOfOtherVersion(KvResponse response) {
    return response.status() == 404 && response.response().body().hasElements("warnings");
  }

  /** Asks Vault for the version of the mount. */
  private KvResponse detect(String path, Secret token) throws SecretReadException {
    VaultResponse response = http.get("sys/internal/ui/mounts/" + encoded(path), token);
    return switch (response.status()) {
      case 200 -> {
        Optional<JsonObject> mount = response.body().find("data");
        yield mount.isPresent()
            ? readFrom(mount.get(), path, token)
            : new KvResponse(response, path, Version.AUTO);
      }
      case 400, 403, 404 -> tryBoth(path, token);
      default -> new KvResponse(response, path, Version.AUTO);
    };
  }

  private static boolean isBelow(String mount, String path) {
    return path.startsWith(mount + "/");
  }

  private String mountOf(String path) {
    return mounts.stream()
        .filter(mount -> isBelow(mount, path))
        .findFirst()
        .orElseGet(() -> path.substring(0, path.indexOf('/')));
  }

  private KvResponse readFrom(JsonObject mount, String path, Secret token)
      throws SecretReadException {
    String type = mount.text("type").orElse("kv");
    if (!type.equals("kv") && !type.equals("generic")) {
      throw VaultFailures.unfit(
          path, "the mount is not a key/value engine; each read would create a new secret");
    }
    boolean isSecond = mount.object("options").text("version").filter("2"::equals).isPresent();
    String name =
        mount
            .text("path")
            .map(text -> text.replaceFirst("/$", ""))
            .filter(text -> isBelow(text, path))
            .orElseGet(() -> mountOf(path));
    Version detected = isSecond ? Version.V2 : Version.V1;
    knownMounts.put(name, detected);
    return read(name, detected, path, token);
  }

  /** For a token that may not ask what a mount is. */
  private KvResponse tryBoth(String path, Secret token) throws SecretReadException {
    String mount = mountOf(path);
    KvResponse second = read(mount, Version.V2, path, token);
    int status = second.status();
    if (status == 200) {
      knownMounts.put(mount, Version.V2);
    }
    if (status != 403 && status != 404) {
      return second;
    }
    KvResponse first = read(mount, Version.V1, path, token);
    if (first.status() == 200) {
      knownMounts.put(mount, Version.V1);
      return first;
    }
    // A policy that grants one of the two paths gives the version away; only version 2 warns about
    // a path of version 1.
    return status == 403 && !first.response().body().hasElements("warnings") ? first : second;
  }

  private KvResponse read(String mount, Version as, String path, Secret token)
      throws SecretReadException {
    String rest = path.substring(mount.length() + 1);
    String requestPath = as == Version.V2 ? mount + "/data/" + rest : path;
    return new KvResponse(http.get(encoded(requestPath), token), requestPath, as);
  }

  private static void check(String path) throws SecretReadException {
    List<String> segments = Arrays.asList(path.split("/", -1));
    if (segments.size() < 2
        || segments.stream().anyMatch(one -> one.isEmpty() || one.equals(".") || one.equals(".."))
        || path.chars().anyMatch(Character::isISOControl)) {
      throw VaultFailures.unfit(
          path, "a reference has the form vault:mount/path#key, like vault:secret/app/db#password");
    }
  }

  private static String encoded(String path) {
    return Arrays.stream(path.split("/"))
        .map(segment -> URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20"))
        .collect(Collectors.joining("/"));
  }
}
