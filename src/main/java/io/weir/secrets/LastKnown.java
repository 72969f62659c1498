package io.weir.secrets;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What was read last, in a directory of this server, for a start while its source is down. A file
 * holds what is under one path, encrypted and bound to its place (AES-256-GCM, NIST SP 800-38D);
 * its name is an HMAC and tells nothing.
 */
final class LastKnown {

  private static final String SUFFIX = ".last-known";
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final String HMAC = "HmacSHA256";
  private static final int IV_BYTES = 12;
  private static final int TAG_BYTES = 16;

  private final Path directory;
  private final byte[] nameKey;
  private final byte[] valueKey;
  private final SecureRandom random = new SecureRandom();

  /**
   * What was read, and when.
   *
   * @param readAt to the millisecond
   */
  record Remembered(Snapshot snapshot, Instant readAt) {}

  /** What lies in a directory, for whoever has the key. */
  LastKnown(Path directory, Secret key) {
    this.directory = directory;
    this.nameKey = hmac(key.bytes(), "names");
    this.valueKey = hmac(key.bytes(), "values");
  }

  /**
   * Writes it in place of what was there, so that a reader finds the one or the other.
   *
   * @param place the source and the path
   */
  void keep(String place, Remembered value) throws IOException {
    // Only its owner may read it (Files.createTempFile).
    Path next = Files.createTempFile(directory, "next", SUFFIX);
    try {
      Files.write(next, encrypted(place, written(value)));
      Files.move(next, file(place), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(next);
    }
  }

  /**
   * What is known of a place; nothing if nothing is.
   *
   * @throws IOException if it cannot be read, or was written with another key or for another place
   */
  Optional<Remembered> find(String place) throws IOException {
    try {
      return Optional.of(read(decrypted(place, Files.readAllBytes(file(place)))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Takes away what nobody has written since. */
  void deleteBefore(Instant time) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.list(directory)) {
      all = files.filter(file -> file.toString().endsWith(SUFFIX)).toList();
    }
    for (Path file : all) {
      if (Files.getLastModifiedTime(file).toInstant().isBefore(time)) {
        Files.deleteIfExists(file);
      }
    }
  }

  private Path file(String place) {
    return directory.resolve(HexFormat.of().formatHex(hmac(nameKey, place), 0, 16) + SUFFIX);
  }

  private static byte[] written(Remembered value) throws IOException {
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

  private static Remembered read(byte[] bytes) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      Instant readAt = Instant.ofEpochMilli(in.readLong());
      int size = in.readInt();
      Map<String, Secret> values = new HashMap<>();
      for (int i = 0; i < size; i++) {
        String key = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
        values.put(key, Secret.of(in.readNBytes(in.readInt())));
      }
      return new Remembered(new Snapshot(values, Versions.of(values)), readAt);
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

  private byte[] decrypted(String place, byte[] all) throws IOException {
    if (all.length < IV_BYTES + TAG_BYTES) {
      throw new IOException("not whole");
    }
    try {
      byte[] iv = Arrays.copyOf(all, IV_BYTES);
      return cipher(Cipher.DECRYPT_MODE, place, iv).doFinal(all, IV_BYTES, all.length - IV_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IOException("damaged, or of another key", e);
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
