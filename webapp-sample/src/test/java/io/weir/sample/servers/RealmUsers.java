package io.weir.sample.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The users whom the servers' own realms know: all of the group {@code user}, each with {@code
 * -secret} behind the name for a password. There are many of them, for WildFly locks a user out who
 * has failed ten times.
 */
public final class RealmUsers {

  private static final List<String> NAMES =
      List.of(
          "alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy",
          "mallory", "niaj", "olivia", "peggy", "rupert", "sybil", "trent", "victor", "wendy",
          "xavier", "yvonne", "zoe", "aaron", "bella", "chris", "dora", "elias", "fiona", "gina");

  private static final String GROUP = "user";

  /** As often as Payara does (org.glassfish.security.common.SSHA). */
  private static final int ROUNDS = 100;

  private static final byte[] SALT = "weirweir".getBytes(StandardCharsets.US_ASCII);

  private RealmUsers() {}

  /** The password of a user. */
  public static String password(String name) {
    return name + "-secret";
  }

  /** Has them in the {@code ApplicationRealm} of a WildFly. */
  static void addToWildFly(Path configuration) {
    add(configuration.resolve("application-users.properties"), name -> name + "=" + md5(name));
    add(configuration.resolve("application-roles.properties"), name -> name + "=" + GROUP);
  }

  /** Has them in the realm {@code file} of a domain of Payara. */
  static void addToPayara(Path configuration) {
    add(
        configuration.resolve("keyfile"),
        name -> "%s;{SSHA256}%s;%s".formatted(name, saltedSha256(name), GROUP));
  }

  private static void add(Path file, UnaryOperator<String> line) {
    try {
      List<String> there = Files.readAllLines(file);
      String missing =
          NAMES.stream()
              .map(line)
              .filter(one -> !there.contains(one))
              .map(one -> one + "\n")
              .collect(Collectors.joining());
      Files.writeString(file, missing, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String md5(String name) {
    String text = "%s:ApplicationRealm:%s".formatted(name, password(name));
    return HexFormat.of().formatHex(digest("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String saltedSha256(String name) {
    MessageDigest sha256 = digest("SHA-256");
    sha256.update(password(name).getBytes(StandardCharsets.UTF_8));
    byte[] hash = sha256.digest(SALT);
    for (int i = 1; i < ROUNDS; i++) {
      hash = sha256.digest(hash);
    }
    byte[] both = new byte[hash.length + SALT.length];
    System.arraycopy(hash, 0, both, 0, hash.length);
    System.arraycopy(SALT, 0, both, hash.length, SALT.length);
    return Base64.getEncoder().encodeToString(both);
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
