package io.weir.secrets.lastknown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.internal.secret.Secret;
import io.weir.secrets.lastknown.LastKnownStore.Entry;
import io.weir.secrets.source.ScriptedSource;
import io.weir.secrets.source.Snapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastKnownStoreTest {

  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00.123Z");
  private static final Instant END = NOON.plus(Duration.ofHours(24));
  private static final Secret KEY = ScriptedSource.secret("an example of a key of 32 bytes.");
  private static final String PLACE = "https://vault.example.com:8200\n\nsecret/shop/db";

  @TempDir private Path directory;

  private static Entry lastKnown(Map<String, Secret> values) {
    return new Entry(new Snapshot(values), NOON);
  }

  private LastKnownStore lastKnown() {
    return new LastKnownStore(directory, KEY);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.toList();
    }
  }

  @Property(tries = 50)
  void what_was_kept_is_found(@ForAll @Size(max = 20) Map<String, byte[]> some) throws IOException {
    Map<String, Secret> values = new HashMap<>();
    // Half a surrogate pair is no text: JSON does not bring it.
    some.forEach(
        (key, bytes) ->
            values.put(
                new String(key.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8),
                Secret.of(bytes)));
    Path temporary = Files.createTempDirectory("last-known");
    try {
      LastKnownStore lastKnown = new LastKnownStore(temporary, KEY);
      lastKnown.write(PLACE, lastKnown(values), END);
      assertThat(lastKnown.read(PLACE)).contains(lastKnown(values));
      lastKnown.deleteExpired(END.plusMillis(1));
    } finally {
      Files.delete(temporary);
    }
  }

  @Test
  void the_last_one_counts() throws IOException {
    lastKnown().write(PLACE, lastKnown(Map.of("password", ScriptedSource.secret("p1"))), END);
    lastKnown().write(PLACE, lastKnown(Map.of("password", ScriptedSource.secret("p2"))), END);

    assertThat(files()).hasSize(1);
    assertThat(lastKnown().read(PLACE))
        .contains(lastKnown(Map.of("password", ScriptedSource.secret("p2"))));
    assertThat(lastKnown().read(PLACE + "2")).isEmpty();
  }

  @Test
  void nobody_else_reads_it_and_it_tells_nothing() throws IOException {
    lastKnown()
        .write(PLACE, lastKnown(Map.of("password", ScriptedSource.secret("correct horse"))), END);
    Path file = files().get(0);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(String.valueOf(file.getFileName())).matches("[0-9a-f]{32}\\.last-known");
    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
        .doesNotContain("correct", "horse", "password", "shop", "vault");
  }

  @Test
  void whoever_has_another_key_finds_nothing() throws IOException {
    lastKnown().write(PLACE, lastKnown(Map.of("password", ScriptedSource.secret("p1"))), END);
    LastKnownStore other =
        new LastKnownStore(directory, ScriptedSource.secret("another example of 32 bytes key."));

    assertThat(other.read(PLACE)).isEmpty();
  }

  @Test
  void one_secret_is_not_taken_for_another() throws IOException {
    lastKnown()
        .write(PLACE, lastKnown(Map.of("password", ScriptedSource.secret("of the shop"))), END);
    Path ofShop = files().get(0);
    lastKnown()
        .write("another", lastKnown(Map.of("password", ScriptedSource.secret("of another"))), END);
    Path ofOther = files().stream().filter(file -> !file.equals(ofShop)).findFirst().orElseThrow();
    Files.write(ofOther, Files.readAllBytes(ofShop));

    assertThatThrownBy(() -> lastKnown().read("another")).isInstanceOf(IOException.class);
  }

  @Test
  void whatever_is_damaged_is_found_out() throws IOException {
    lastKnown().write(PLACE, lastKnown(Map.of("password", ScriptedSource.secret("p1"))), END);
    Path file = files().get(0);
    byte[] whole = Files.readAllBytes(file);
    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 1;
      Files.write(file, damaged);
      assertThatThrownBy(() -> lastKnown().read(PLACE)).isInstanceOf(IOException.class);
      Files.write(file, java.util.Arrays.copyOf(whole, i));
      assertThatThrownBy(() -> lastKnown().read(PLACE)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void what_is_too_old_goes_and_nothing_else() throws IOException {
    Entry value = lastKnown(Map.of("password", ScriptedSource.secret("p1")));
    lastKnown().write("short", value, NOON.plus(Duration.ofHours(1)));
    lastKnown().write("long", value, NOON.plus(Duration.ofHours(24)));
    FileTime old = FileTime.from(NOON.minus(Duration.ofDays(9)));
    Path unfinished = Files.writeString(directory.resolve("1.next"), "of a server that died");
    Path foreign = Files.writeString(directory.resolve("foreign"), "not ours");
    Path nested = Files.createDirectories(directory.resolve("nested.last-known/filled"));
    for (Path path : List.of(unfinished, foreign, nested, nested.getParent())) {
      Files.setLastModifiedTime(path, old);
    }
    Path writing = Files.writeString(directory.resolve("2.next"), "of one that writes now");
    Files.setLastModifiedTime(writing, FileTime.from(NOON.plus(Duration.ofHours(7))));

    lastKnown().deleteExpired(NOON.plus(Duration.ofHours(7)));

    assertThat(lastKnown().read("short")).isEmpty();
    assertThat(lastKnown().read("long")).isPresent();
    assertThat(unfinished).doesNotExist();
    assertThat(List.of(foreign, nested, writing)).allMatch(Files::exists);
  }

  @Test
  void what_is_no_file_is_not_waited_for() throws Exception {
    lastKnown().write(PLACE, lastKnown(Map.of("password", ScriptedSource.secret("p1"))), END);
    Path file = files().get(0);
    Path elsewhere = directory.resolve("elsewhere");
    Files.move(file, elsewhere);
    Files.createSymbolicLink(file, elsewhere);
    assertThatThrownBy(() -> lastKnown().read(PLACE)).hasMessage("not a regular file: " + file);

    Files.delete(file);
    assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
    assertThatThrownBy(() -> lastKnown().read(PLACE)).hasMessage("not a regular file: " + file);
  }
}
