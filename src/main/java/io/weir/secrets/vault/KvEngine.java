package io.weir.secrets.vault;

import io.weir.internal.secret.Secret;
import io.weir.secrets.source.SecretReadException;
import jakarta.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Vault's key/value secrets, version 1 and 2.
 *
 * <pre>
 *   reference  vault:secret/app/db     secret is the mount
 *   version 1     v1/secret/app/db
 *   version 2     v1/secret/data/app/db
 * </pre>
 */
public final class KvEngine {

  /** Which version of the engine; each mount has its own. */
  enum Version {
    AUTO,
    V1,
    V2
  }

  private final VaultHttpClient wire;
  private final Version version;
  private final List<String> mounts;
  private final Map<String, Version> known = new HashMap<>();

  /**
   * Knows no mount yet.
   *
   * @param mounts those whose names have slashes
   */
  KvEngine(VaultHttpClient wire, Version version, List<String> mounts) {
    this.wire = wire;
    this.version = version;
    this.mounts = List.copyOf(mounts);
  }

  /** Asks for everything under a path. */
  KvResponse read(String path, Secret token) throws SecretReadException {
    check(path);
    for (Map.Entry<String, Version> mount : known.entrySet()) {
      if (isBelow(mount.getKey(), path)) {
        KvResponse found = read(mount.getKey(), mount.getValue(), path, token);
        if (!isOfAnotherVersion(found)) {
          return found;
        }
        known.remove(mount.getKey());
        break;
      }
    }
    return version == Version.AUTO ? ask(path, token) : read(mountOf(path), version, path, token);
  }

  /** A mount that was upgraded to version 2 warns of paths of version 1. */
  private static boolean isOfAnotherVersion(KvResponse read) {
    return read.answer().status() == 404 && read.answer().has("warnings");
  }

  private KvResponse ask(String path, Secret token) throws SecretReadException {
    VaultResponse told = wire.get("sys/internal/ui/mounts/" + encoded(path), token);
    return switch (told.status()) {
      case 200 ->
          told.body().get("data") instanceof JsonObject mount
              ? readAsTold(mount, path, token)
              : new KvResponse(told, path, Version.AUTO);
      case 400, 403, 404 -> tryBoth(path, token);
      default -> new KvResponse(told, path, Version.AUTO);
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

  private KvResponse readAsTold(JsonObject mount, String path, Secret token)
      throws SecretReadException {
    String type = VaultResponse.text(mount, "type").orElse("kv");
    if (!type.equals("kv") && !type.equals("generic")) {
      throw VaultFailures.unfit(
          path, "the mount is no key/value engine, and each read would make a new secret");
    }
    boolean second =
        VaultResponse.text(VaultResponse.object(mount, "options"), "version")
            .filter("2"::equals)
            .isPresent();
    String name =
        VaultResponse.text(mount, "path")
            .map(at -> at.replaceFirst("/$", ""))
            .filter(at -> isBelow(at, path))
            .orElseGet(() -> mountOf(path));
    Version is = second ? Version.V2 : Version.V1;
    known.put(name, is);
    return read(name, is, path, token);
  }

  /** Where the token may not ask what a mount is. */
  private KvResponse tryBoth(String path, Secret token) throws SecretReadException {
    String mount = mountOf(path);
    KvResponse second = read(mount, Version.V2, path, token);
    int status = second.answer().status();
    if (status != 200 && status != 403 && status != 404) {
      return second;
    }
    if (status == 200) {
      known.put(mount, Version.V2);
      return second;
    }
    KvResponse first = read(mount, Version.V1, path, token);
    if (first.answer().status() == 200) {
      known.put(mount, Version.V1);
      return first;
    }
    // A policy for one of them says which it is; warnings are what version 2 has for the other.
    return status == 403 && !first.answer().has("warnings") ? first : second;
  }

  private KvResponse read(String mount, Version as, String path, Secret token)
      throws SecretReadException {
    String rest = path.substring(mount.length() + 1);
    String asked = as == Version.V2 ? mount + "/data/" + rest : path;
    return new KvResponse(wire.get(encoded(asked), token), asked, as);
  }

  private static void check(String path) throws SecretReadException {
    List<String> segments = Arrays.asList(path.split("/", -1));
    if (segments.size() < 2
        || segments.stream().anyMatch(one -> one.isEmpty() || one.equals(".") || one.equals(".."))
        || path.chars().anyMatch(Character::isISOControl)) {
      throw VaultFailures.unfit(
          path, "a reference is vault:mount/path#key, like vault:secret/app/db#password");
    }
  }

  private static String encoded(String path) {
    return Arrays.stream(path.split("/"))
        .map(one -> URLEncoder.encode(one, StandardCharsets.UTF_8).replace("+", "%20"))
        .collect(Collectors.joining("/"));
  }
}
