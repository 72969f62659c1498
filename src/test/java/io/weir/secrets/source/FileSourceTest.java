package io.weir.secrets.source;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.internal.secret.Secret;
import io.weir.internal.secret.SecretReference;
import io.weir.secrets.CapturedLog;
import io.weir.secrets.ManualClock;
import io.weir.secrets.refresh.RefreshPolicy;
import io.weir.secrets.refresh.RefreshPolicy.OnStartFailure;
import io.weir.secrets.refresh.SecretCache;
import io.weir.secrets.refresh.SecretLog;
import io.weir.secrets.source.FilePolicy.Permissions;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as Docker and Kubernetes mount them. */
class FileSourceTest {

  @TempDir private Path temporary;
  private Path folder = Path.of("/");

  @BeforeEach
  void followLinks() throws IOException {
    folder = Files.createDirectory(temporary.resolve("secrets")).toRealPath();
  }

  private static FileSource source(Permissions permissions) {
    return new FileSource(new SecretFileReader(new FilePolicy(Optional.empty(), permissions)));
  }

  private FileSource below() {
    return new FileSource(
        new SecretFileReader(new FilePolicy(Optional.of(folder), Permissions.OFF)));
  }

  private static String text(FileSource source, Path file) throws SecretReadException {
    return text(source.read(file.toString()), "");
  }

  private static String text(Snapshot snapshot, String key) {
    Secret secret = requireNonNull(snapshot.values().get(key));
    return new String(secret.bytes(), StandardCharsets.UTF_8);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @ParameterizedTest
  @CsvSource({
    "'one',            'one'",
    "'one\n',          'one'",
    "'one\r\n',        'one'",
    "'one\n\n',        'one\n'",
    "'one\r\n\r\n',    'one\r\n'",
    "'one\r',          'one\r'",
    "'\none\n',        '\none'",
    "'a\nb\r\nc',      'a\nb\r\nc'",
    "' one ',          ' one '",
  })
  void exactly_one_newline_at_the_end_is_left_out(String content, String value) throws Exception {
    assertThat(text(source(Permissions.OFF), write("db", content))).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({"''", "'\n'", "'\r\n'"})
  void an_empty_file_holds_no_secret(String content) throws IOException {
    Path file = write("db", content);
    assertThatThrownBy(() -> text(source(Permissions.OFF), file))
        .hasMessage("file:%s: it is empty".formatted(file));
  }

  private Path write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  /** Windows PowerShell and the Editor begin a file so. */
  @Test
  void a_byte_order_mark_is_no_part_of_the_secret() throws Exception {
    Path file = write("marked", "\uFEFFone\uFEFF\r\n");
    try (CapturedLog log = CapturedLog.of(SecretFileReader.class)) {
      FileSource source = source(Permissions.OFF);
      assertThat(text(source, file)).isEqualTo("one\uFEFF");
      assertThat(text(source.read(folder.toString()), "marked")).isEqualTo("one\uFEFF");
      assertThat(text(source, file)).isEqualTo("one\uFEFF");
      assertThat(log.lines())
          .containsExactly("WEIR-041: a byte order mark is no part of a secret: file:" + file);
    }
    Path empty = write("empty", "\uFEFF\n");
    assertThatThrownBy(() -> text(source(Permissions.OFF), empty)).hasMessageContaining("empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "x-UTF-16LE-BOM"})
  void utf16_is_a_mistake(String charset) throws Exception {
    for (String secret : List.of("hunter2", "h\u00FCnter\r\n", "h")) {
      Path file = write("wide", secret.getBytes(Charset.forName(charset)));
      assertThatThrownBy(() -> text(source(Permissions.OFF), file))
          .hasMessage("file:%s: it is UTF-16; write the secret in UTF-8".formatted(file));
    }
    byte[] cyrillic =
        "\uFEFF\u043F\u0430\u0440\u043E\u043B\u044C".getBytes(StandardCharsets.UTF_16LE);
    Path file = write("cyrillic", cyrillic);
    assertThatThrownBy(() -> text(source(Permissions.OFF), file)).hasMessageContaining("UTF-16");
  }

  /** A key of random bytes may begin as a byte order mark does. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "EFBBBF FF 00 01",
        "FFFE 0100 41 41",
        "FEFF 00 01 02 03 04",
        "00 01 00 02",
        "41",
        "4100 80"
      })
  void a_binary_secret_stays_as_it_is(String hex) throws Exception {
    byte[] key = bytes(hex);
    Snapshot read = source(Permissions.OFF).read(write("key", key).toString());
    assertThat(requireNonNull(read.values().get("")).bytes()).isEqualTo(key);
  }

  @Test
  void as_much_as_kubernetes_allows_is_read_and_no_more() throws Exception {
    Path most = write("most", "x".repeat(SecretFileReader.MOST_BYTES));
    assertThat(text(source(Permissions.OFF), most)).hasSize(1_048_576);
    Path more = write("more", "x".repeat(SecretFileReader.MOST_BYTES + 1));
    assertThatThrownBy(() -> text(source(Permissions.OFF), more))
        .hasMessageContaining("more than 1 MiB");
  }

  @Test
  void what_is_no_regular_file_is_not_opened() {
    assertThatThrownBy(() -> source(Permissions.OFF).read("/dev/zero"))
        .hasMessage("file:/dev/zero: not a regular file");
  }

  @Test
  void a_file_that_is_not_there_is_told() {
    assertThatThrownBy(() -> source(Permissions.OFF).read(folder + "/nope"))
        .hasMessage("file:%s/nope: no such file, or not readable by this server".formatted(folder));
  }

  @Test
  void nothing_outside_of_the_root_is_read_wherever_links_lead() throws Exception {
    Path outside = Files.writeString(temporary.resolve("outside"), "hunter2");
    Path link = Files.createSymbolicLink(folder.resolve("link"), outside);
    Path beside = Files.createDirectory(temporary.resolve("secrets-too"));
    Path neighbour = Files.writeString(beside.resolve("db"), "hunter2");
    for (Path path :
        new Path[] {
          outside, link, folder.resolve("../outside"), neighbour, Path.of("/etc/hostname")
        }) {
      assertThatThrownBy(() -> below().read(path.toString()))
          .as("%s", path)
          .hasMessageContaining("outside of weir.secrets.root, which is " + folder)
          .hasMessageNotContaining("hunter2");
    }
    Path inside = Files.createSymbolicLink(folder.resolve("inside"), write("db", "one"));
    assertThat(text(below(), inside)).isEqualTo("one");
  }

  @Test
  void a_link_in_a_directory_does_not_lead_out_of_the_root() throws Exception {
    Path outside = Files.writeString(temporary.resolve("outside"), "hunter2");
    Files.createSymbolicLink(folder.resolve("link"), outside);
    write("db", "one");
    assertThat(below().read(folder.toString()).values()).containsOnlyKeys("db");
  }

  @ParameterizedTest
  @CsvSource({
    "rw-r-----, strict, ''",
    "r--------, strict, ''",
    "rw-r--r--, strict, every user of this machine may read it",
    "rw-rw--w-, strict, every user of this machine may change it",
    "rw-rw-rw-, warn,   ''",
    "rw-r--r--, off,    ''",
  })
  void a_file_of_everybody_is_refused_told_or_read(String rights, String mode, String hint)
      throws Exception {
    Path file = write("db", "one");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
    FileSource source = source(Permissions.valueOf(mode.toUpperCase(java.util.Locale.ROOT)));
    if (hint.isEmpty()) {
      assertThat(text(source, file)).isEqualTo("one");
    } else {
      assertThatThrownBy(() -> text(source, file)).hasMessageContaining(hint);
    }
  }

  @Test
  void a_rotated_file_is_read_again_and_is_another_snapshot() throws Exception {
    Path file = write("db", "one");
    FileSource source = source(Permissions.OFF);
    Snapshot first = source.read(file.toString());
    assertThat(source.read(file.toString())).isEqualTo(first);
    write("db", "two");
    Snapshot second = source.read(file.toString());
    assertThat(text(second, "")).isEqualTo("two");
    assertThat(second).isNotEqualTo(first);
    assertThat(first.toString() + second).doesNotContain("one", "two");
  }

  @Test
  void the_files_of_a_directory_are_values_of_one_time() throws Exception {
    rotate("2026_01", "shop-1", "password-1");
    Files.createSymbolicLink(folder.resolve("user"), Path.of("..data/user"));
    Files.createSymbolicLink(folder.resolve("password"), Path.of("..data/password"));
    FileSource source = source(Permissions.OFF);

    Snapshot first = source.read(folder.toString());
    assertThat(first.values()).containsOnlyKeys("user", "password");
    assertThat(text(first, "password")).isEqualTo("password-1");
    assertThat(text(source, folder.resolve("password"))).isEqualTo("password-1");

    rotate("2026_02", "shop-2", "password-2");
    Snapshot second = source.read(folder.toString());
    assertThat(text(second, "user")).isEqualTo("shop-2");
    assertThat(text(second, "password")).isEqualTo("password-2");
    assertThat(second).isNotEqualTo(first);
  }

  /** As Kubernetes does: a new directory, and then the link, at once. */
  private void rotate(String name, String user, String password) throws IOException {
    Path next = Files.createDirectory(folder.resolve(".." + name));
    Files.writeString(next.resolve("user"), user + "\n");
    Files.writeString(next.resolve("password"), password);
    Path link = Files.createSymbolicLink(folder.resolve("..data_tmp"), next.getFileName());
    Files.move(
        link,
        folder.resolve("..data"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void a_pair_never_tears_while_kubernetes_rotates_it() throws Exception {
    rotate("first", "0", "0");
    FileSource source = source(Permissions.OFF);
    Thread rotating =
        new Thread(
            () -> {
              for (int i = 1; i < 300; i++) {
                try {
                  rotate("r" + i, Integer.toString(i), Integer.toString(i));
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              }
            });
    rotating.start();
    do {
      Snapshot pair = source.read(folder.toString());
      assertThat(text(pair, "user")).isEqualTo(text(pair, "password"));
    } while (rotating.isAlive());
    rotating.join();
  }

  /** A file that is written over is empty for a moment. */
  @Test
  void one_bad_moment_of_a_file_takes_its_secret_from_nobody() throws Exception {
    write("db", "one");
    ManualClock clock = new ManualClock();
    RefreshPolicy policy =
        new RefreshPolicy(
            Duration.ofSeconds(60),
            Duration.ofMinutes(10),
            Duration.ofSeconds(20),
            OnStartFailure.FAIL);
    SecretCache cache =
        new SecretCache(Map.of("file", source(Permissions.OFF)), policy, clock, new Random());
    SecretReference db = new SecretReference("file", folder.toString(), "db");
    SecretReference other = new SecretReference("file", folder.toString(), "other");
    cache.text(db);
    cache.text(other);
    cache.refresh();
    List<String> heard = new ArrayList<>();
    cache.onChange(db, () -> heard.add(cache.current(db).map(ScriptedSource::text).orElse("none")));
    try (CapturedLog log = CapturedLog.of(SecretLog.class)) {
      write("db", "");
      write("nobodys", "");
      String why = "file:%s/db: it is empty".formatted(folder);
      for (int minutes = 0; minutes < 8; minutes += 2) {
        pass(cache, clock, 2);
        assertThat(cache.current(db).map(ScriptedSource::text)).contains("one");
      }
      assertThat(cache.failure(db)).map(SecretReadException::getMessage).contains(why);
      assertThat(cache.startupReads().failure(db))
          .map(SecretReadException::getMessage)
          .contains(why);
      assertThat(log.lines()).containsExactly("WEIR-030: a secret cannot be read: " + why);
      pass(cache, clock, 4);
      assertThat(cache.current(db)).isEmpty();
      write("db", "two");
      pass(cache, clock, 2);
      assertThat(cache.current(db).map(ScriptedSource::text)).contains("two");
      assertThat(cache.startupReads().failure(db)).isEmpty();
      assertThat(log.lines().subList(1, log.lines().size()))
          .containsExactly(
              "WEIR-032: a secret is too old and is no longer used: file:" + folder,
              "WEIR-031: secrets can be read again: file:" + folder);
    }
    Files.delete(folder.resolve("db"));
    pass(cache, clock, 2);
    assertThat(cache.current(db).map(ScriptedSource::text)).contains("two");
    assertThat(cache.failure(db))
        .map(SecretReadException::getMessage)
        .contains("file:%s: it was read but has no key \"db\"".formatted(folder));
    for (int minutes = 0; minutes < 10; minutes += 2) {
      pass(cache, clock, 2);
    }
    assertThat(cache.current(db)).isEmpty();
    assertThat(heard).endsWith("none", "two", "none");
  }

  private static void pass(SecretCache cache, ManualClock clock, int minutes) {
    clock.by(Duration.ofMinutes(minutes));
    cache.refresh();
  }

  @Test
  void one_file_that_cannot_be_read_takes_nothing_from_the_others() throws Exception {
    write("good", "one");
    write("empty", "");
    write("large", "x".repeat(SecretFileReader.MOST_BYTES + 1));
    Files.createSymbolicLink(folder.resolve("broken"), Path.of("nowhere"));
    Files.createDirectory(folder.resolve("directory"));
    Snapshot read = source(Permissions.OFF).read(folder.toString());
    assertThat(read.values()).containsOnlyKeys("good");
    assertThat(read.failures()).containsOnlyKeys("empty", "large", "broken", "directory");
    assertThat(read.failures().get("empty"))
        .hasMessage("file:%s/empty: it is empty".formatted(folder));
  }
}
