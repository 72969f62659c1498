package io.weir.secrets.source;

import io.weir.internal.http.Charsets;
import io.weir.internal.secret.Secret;
import io.weir.secrets.source.FilePolicy.Permissions;
import io.weir.secrets.source.SecretReadException.FailureScope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads secrets from regular files of at most 1 MiB, below the root, that not every user may read.
 */
public final class SecretFileReader {

  private static final Logger LOG = LoggerFactory.getLogger(SecretFileReader.class);

  /** 1 MiB, as much as Kubernetes allows a secret. */
  public static final int MOST_BYTES = 1 << 20;

  private static final Set<PosixFilePermission> OPEN =
      Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

  /** Files whose permissions have been logged. */
  private static final Set<String> LOGGED = ConcurrentHashMap.newKeySet();

  /** Files whose byte order marks have been logged. */
  private static final Set<String> LOGGED_MARKS = ConcurrentHashMap.newKeySet();

  private static final int UTF_8_MARK_BYTES = 3;

  private final FilePolicy policy;

  public SecretFileReader(FilePolicy policy) {
    this.policy = policy;
  }

  /**
   * Follows all links of a path.
   *
   * @throws SecretReadException if it leads nowhere or outside of the root
   */
  Path locate(String path) throws SecretReadException {
    try {
      Path real = Path.of(path).toRealPath();
      if (policy.root().isPresent() && !real.startsWith(policy.root().get().toRealPath())) {
        throw unreadable(
            path, "outside of weir.secrets.root, which is %s".formatted(policy.root().get()));
      }
      return real;
    } catch (IOException | InvalidPathException | SecurityException e) {
      throw unreadable(path, "no such file, or not readable by this server");
    }
  }

  /**
   * The content of a file without one trailing newline.
   *
   * @param path as in the reference
   * @param real where its links lead
   */
  Secret read(String path, Path real) throws SecretReadException {
    try {
      // Checked before opening: opening a pipe blocks until somebody writes.
      if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
        throw unreadable(path, "not a regular file");
      }
      checkPermissions(path, real);
      byte[] content = readAtMost(MOST_BYTES, real);
      if (content.length > MOST_BYTES) {
        throw unreadable(path, "it has more than 1 MiB; check that it is the right file");
      }
      Secret secret = Secret.of(withoutNewline(withoutByteOrderMark(path, content)));
      Arrays.fill(content, (byte) 0);
      if (secret.length() == 0) {
        throw unreadable(path, "it is empty");
      }
      return secret;
    } catch (IOException | SecurityException e) {
      throw unreadable(path, "no such file, or not readable by this server");
    }
  }

  /** The bytes of a file that is no link; one more than {@code most} if it is larger. */
  public static byte[] readAtMost(int most, Path real) throws IOException {
    // The file may have been replaced by a link since its path was resolved.
    try (InputStream in = Files.newInputStream(real, LinkOption.NOFOLLOW_LINKS)) {
      return in.readNBytes(most + 1);
    }
  }

  /**
   * Editors of Windows begin a text with a byte order mark, U+FEFF, which is no part of the secret.
   * A binary secret may begin with the same bytes.
   */
  private static byte[] withoutByteOrderMark(String path, byte[] content)
      throws SecretReadException {
    if (isUtf16(content)) {
      throw unreadable(path, "it is UTF-16; write the secret in UTF-8");
    }
    boolean marked =
        Charsets.decodeUtf8(content).filter(text -> text.startsWith("\uFEFF")).isPresent();
    if (marked && LOGGED_MARKS.add(path)) {
      LOG.warn("WEIR-041: a byte order mark is no part of a secret: {}", "file:" + path);
    }
    return marked ? Arrays.copyOfRange(content, UTF_8_MARK_BYTES, content.length) : content;
  }

  /** Whether the bytes are text in UTF-16; without a byte order mark, of Latin characters only. */
  private static boolean isUtf16(byte[] content) {
    return Stream.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)
        .flatMap(charset -> Charsets.decode(content, charset).stream())
        .anyMatch(
            text ->
                text.startsWith("\uFEFF")
                    ? text.chars().allMatch(SecretFileReader::isOfText)
                    : !text.isEmpty() && text.chars().allMatch(c -> c <= 0xFF && isOfText(c)));
  }

  private static boolean isOfText(int character) {
    return Character.isWhitespace(character)
        || (Character.isDefined(character) && !Character.isISOControl(character));
  }

  /** Editors and {@code echo} end a file with a newline. Others, as in PEM, stay. */
  private static byte[] withoutNewline(byte[] content) {
    int end = content.length;
    if (end > 0 && content[end - 1] == '\n') {
      end -= end > 1 && content[end - 2] == '\r' ? 2 : 1;
    }
    return Arrays.copyOf(content, end);
  }

  private void checkPermissions(String path, Path real) throws IOException, SecretReadException {
    if (policy.permissions() == Permissions.OFF) {
      return;
    }
    Optional<String> open = openToEverybody(real);
    if (open.isEmpty()) {
      return;
    }
    if (policy.permissions() == Permissions.STRICT) {
      throw unreadable(
          path,
          "every user of this machine may %s it; run chmod o-rw, or set weir.secrets.file-permissions to warn"
              .formatted(open.get()));
    }
    if (LOGGED.add(path)) {
      LOG.warn(
          "WEIR-035: every user of this machine may {} a secret: {}", open.get(), "file:" + path);
    }
  }

  private static Optional<String> openToEverybody(Path real) throws IOException {
    Set<PosixFilePermission> all = permissions(real, LinkOption.NOFOLLOW_LINKS);
    if (all.contains(PosixFilePermission.OTHERS_WRITE)) {
      return Optional.of("change");
    }
    return all.stream().anyMatch(OPEN::contains) ? Optional.of("read") : Optional.empty();
  }

  /** The POSIX permissions; empty if the file system has none. */
  public static Set<PosixFilePermission> permissions(Path path, LinkOption... links)
      throws IOException {
    return Files.getFileStore(path).supportsFileAttributeView("posix")
        ? Files.getPosixFilePermissions(path, links)
        : Set.of();
  }

  static SecretReadException unreadable(String path, String hint) {
    return new SecretReadException("file", path, hint, FailureScope.PATH);
  }
}
