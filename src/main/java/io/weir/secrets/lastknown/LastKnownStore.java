package io.weir.secrets.lastknown;

import io.weir.internal.secret.Secret;
import io.weir.secrets.source.SecretFileReader;
import io.weir.secrets.source.Snapshot;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores last known values in a directory of this server. A file contains the values of one path,
 * encrypted and bound to that path (AES-256-GCM, NIST SP 800-38D). Its name is an HMAC of the path.
 */
public final class LastKnownStore {

  private static final Logger LOG = LoggerFactory.getLogger(LastKnownStore.class);

  private static final String SUFFIX = ".last-known";

  /** A file that is being written, or that a server left behind when it ended. */
  private static final String UNFINISHED = ".next";

  private static final Duration LONGEST_WRITE = Duration.ofHours(1);
  private static final int MOST_BYTES = 32 * 1024 * 1024;
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final String HMAC = "HmacSHA256";
  private static final int IV_BYTES = 12;
  private static final int TAG_BYTES = 16;

  private final Path directory;
  private final byte[] nameKey;
  private final byte[] valueKey;
  private final SecureRandom random = new SecureRandom();

  /**
   * Values and when they were read.
   *
   * @param readAt with millisecond precision
   */
  record Entry(Snapshot snapshot, Instant readAt) {}

  /** Opens a directory. Files of another key are as if absent. */
  public LastKnownStore(Path directory, Secret key) {
    this.directory = directory;
    this.nameKey = hmac(key.bytes(), "names");
    this.valueKey = hmac(key.bytes(), "values");
  }

  /**
   * Replaces the entry of a place atomically, even if the power fails.
   *
   * @param place the source and the path
   * @param end when the entry is too old and may be deleted
   */
  void write(String place, Entry value, Instant end) throws IOException {
    // Files.createTempFile: only the owner may read it.
    Path next = Files.createTempFile(directory, "", UNFINISHED);
    try {
      // Not a channel: an interrupt would close it and lose the data.
      try (FileOutputStream out = new FileOutputStream(next.toFile())) {
        out.write(encrypted(place, encode(value)));
        out.getFD().sync();
      }
      Files.setLastModifiedTime(next, FileTime.from(end));
      Files.move(next, file(place), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(next);
    }
  }

  /**
   * The entry of a place; empty if there is none or another key has written it.
   *
   * @throws IOException if it cannot be read, is damaged or was written for another place
   */
  Optional<Entry> read(String place) throws IOException {
    Path file = file(place);
    try {
      if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .isRegularFile()) {
        throw new IOException("not a regular file: " + file);
      }
      return Optional.of(decode(decrypted(place, content(file), file)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static byte[] content(Path file) throws IOException {
    byte[] content = SecretFileReader.readAtMost(MOST_BYTES, file);
    if (content.length > MOST_BYTES) {
      throw new IOException("the file has more than 32 MiB: " + file);
    }
    return content;
  }

  /** Deletes entries that are too old; those that cannot be deleted stay. */
  void deleteExpired(Instant now) {
    try (Stream<Path> files = Files.list(directory)) {
      files.filter(file -> isExpired(file, now)).forEach(LastKnownStore::delete);
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("last known values cannot be listed", e);
    }
  }

  private static boolean isExpired(Path file, Instant now) {
    String name = file.toString();
    Instant end = name.endsWith(UNFINISHED) ? now.minus(LONGEST_WRITE) : now;
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return attributes.isRegularFile()
          && (name.endsWith(UNFINISHED) || name.endsWith(SUFFIX))
          && attributes.lastModifiedTime().toInstant().isBefore(end);
    } catch (IOException e) {
      return false; // Another server has deleted it.
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.debug("{} cannot be deleted", file, e);
    }
  }

  private Path file(String place) {
    return directory.resolve(HexFormat.of().formatHex(hmac(nameKey, place), 0, 16) + SUFFIX);
  }

  private static byte[] encode(Entry value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(value.readAt().toEpochMilli());
      out.writeInt(value.snapshot().values().size());
      for (Map.Entry<String, Secret> entry : value.snapshot().values().entrySet()) {
        write(entry.getKey().getBytes(StandardCharsets.UTF_8), out);
        write(entry.getValue().bytes(), out);
      }
    }
    return bytes.toByteArray();
  }

  private static void write(byte[] bytes, DataOutputStream out) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static Entry decode(byte[] bytes) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      Instant readAt = Instant.ofEpochMilli(in.readLong());
      int size = in.readInt();
      Map<String, Secret> values = new HashMap<>();
      for (int i = 0; i < size; i++) {
        String key = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
        values.put(key, Secret.of(in.readNBytes(in.readInt())));
      }
      return new Entry(new Snapshot(values), readAt);
    }
  }

  private byte[] encrypted(String place, byte[] text) {
    byte[] iv = new byte[IV_BYTES];
    random.nextBytes(iv);
    try {
      byte[] secret = cipher(Cipher.ENCRYPT_MODE, place, iv).doFinal(text);
      byte[] all = Arrays.copyOf(iv, IV_BYTES + secret.length);
      System.arraycopy(secret, 0, all, IV_BYTES, secret.length);
      return all;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // Every JDK has it.
    }
  }

  private byte[] decrypted(String place, byte[] all, Path file) throws IOException {
    if (all.length < IV_BYTES + TAG_BYTES) {
      throw new IOException("the file is damaged: " + file);
    }
    try {
      byte[] iv = Arrays.copyOf(all, IV_BYTES);
      return cipher(Cipher.DECRYPT_MODE, place, iv).doFinal(all, IV_BYTES, all.length - IV_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IOException("the file is damaged: " + file, e);
    }
  }

  private Cipher cipher(int mode, String place, byte[] iv) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(
        mode, new SecretKeySpec(valueKey, "AES"), new GCMParameterSpec(TAG_BYTES * Byte.SIZE, iv));
    cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // Every JDK has it.
    }
  }
}
