package io.weir.sample.secrets;

import io.weir.secrets.vault.server.LocalVault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where secrets are kept: files of a directory, and a Vault. Many hold what servers take for
 * expressions.
 */
record Safe(Path directory, LocalVault vault) implements AutoCloseable {

  static final String CANARY = "canary-${shop.nothing}-7Qx9vR2m-$$-\\{in}-the-mine";
  static final String CONFIG = "c${Kp3wZ8:c}$$\\${x}\\{y}:%{z}\\\\";
  static final String IN_VAULT = "vault-${shop.nothing}-Wd4kT8nZ-$$-\\{in}-\"it\"";
  static final String IN_OLD = "old-${Yb6hF1sL:x}$$\\${x}\\{y}";
  static final String KEY = "a key of Weir's own: Nc5jG3qX";

  /** Sent by who is exempt, and so in what servers log of a request. */
  static final String PROBE = "of a monitor at the gate";

  /** No secret: stands where a search finds it. */
  static final String PLANTED = "planted-to-be-found";

  /** Pieces of what a server could expand, or fail at, and print. */
  private static final List<String> PIECES =
      List.of("7Qx9vR2m", "Kp3wZ8", "Wd4kT8nZ", "Yb6hF1sL", "Nc5jG3qX", "Tz2rM7pC");

  static Safe open(Path directory) throws Exception {
    Files.createDirectory(
        directory.resolve("kept"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    return new Safe(
        directory, LocalVault.open(Files.createDirectory(directory.resolve("of-vault"))));
  }

  /** Everything is as it was at first. */
  Safe furnish() {
    vault.unseal();
    write("config", CONFIG + "\n");
    write("canary", CANARY);
    write("kept-key", "an example of a key of 32 bytes.");
    write("init", "of a file\r\n");
    write("property", "of the server, for a while");
    write("bound", "a name in the directory");
    write("searched", PLANTED + "\n" + String.join("\n", neverShown()));
    turn("of the first day");
    vault.putOld("shop", Map.of("password", IN_OLD));
    vault.put("weir", Map.of("key", KEY, "probe", PROBE));
    return this;
  }

  /** What can be given to system properties, too, and not be found by who searches. */
  Safe turn(String today) {
    vault.put("shop", Map.of("password", IN_VAULT, "early", "Tz2rM7pC", "turned", today));
    return this;
  }

  /** Exchanges a file as a whole. */
  Path write(String name, String text) {
    Path file = directory.resolve(name);
    try {
      Files.createDirectories(file.resolveSibling("."));
      return Files.move(
          Files.writeString(directory.resolve(".next"), text),
          file,
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Texts that stand nowhere but here and where the application asks for them. */
  List<String> neverShown() {
    return Stream.concat(PIECES.stream(), vault.neverShown().stream()).toList();
  }

  /** Lines of a text with something that nobody may see. */
  String leaksIn(String text) {
    List<String> never = neverShown();
    return text.lines()
        .filter(line -> never.stream().anyMatch(line::contains))
        .collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    vault.close();
  }
}
