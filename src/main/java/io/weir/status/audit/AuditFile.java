package io.weir.status.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file of lines. When it is full it gets a number, and a new one begins.
 *
 * <pre>
 *   audit.jsonl     what is written now
 *   audit.jsonl.1   the one before
 *   audit.jsonl.2   the oldest; the next time it is deleted
 * </pre>
 */
final class AuditFile implements AuditSink {

  /** Begins the names of system properties that say which files this JVM writes. */
  private static final String WRITTEN = "io.weir.audit.written:";

  private final Path file;
  private final long size;
  private final int files;
  private final String claim;
  private @Nullable FileChannel channel;

  private AuditFile(Path file, long size, int files, String claim) {
    this.file = file;
    this.size = size;
    this.files = files;
    this.claim = claim;
  }

  /**
   * Opens a file, or begins it.
   *
   * @param size at which it is full, in bytes
   * @param files how many are kept
   * @throws IOException if it cannot be written, or if somebody else writes it
   */
  static AuditFile open(Path file, long size, int files) throws IOException {
    String claim = WRITTEN + file.toAbsolutePath().normalize();
    // Two applications may have two copies of this class, so no variable would do.
    if (System.getProperties().putIfAbsent(claim, "written") != null) {
      throw new IOException("another application of this server writes it");
    }
    AuditFile opened = new AuditFile(file, size, files, claim);
    try {
      opened.channel();
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
    return opened;
  }

  private FileChannel channel() throws IOException {
    FileChannel open = channel;
    if (open == null) {
      open = begin();
      channel = open;
    }
    return open;
  }

  private FileChannel begin() throws IOException {
    boolean posix = Files.getFileStore(directory()).supportsFileAttributeView("posix");
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    FileChannel begun =
        posix
            ? FileChannel.open(
                file,
                options,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")))
            : FileChannel.open(file, options);
    try {
      lock(begun);
      begun.position(begun.size());
      endLine(begun);
      return begun;
    } catch (IOException | RuntimeException e) {
      begun.close();
      throw e;
    }
  }

  private Path directory() {
    Path directory = file.toAbsolutePath().getParent();
    return directory == null ? file.toAbsolutePath() : directory;
  }

  private static void lock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw new IOException("another process writes it");
      }
    } catch (OverlappingFileLockException e) {
      throw new IOException("another application of this server writes it", e);
    }
  }

  /** A line may have been written in part when the disk was full, or the server was killed. */
  private static void endLine(FileChannel channel) throws IOException {
    long end = channel.size();
    ByteBuffer last = ByteBuffer.allocate(1);
    if (end > 0 && channel.read(last, end - 1) == 1 && last.get(0) != '\n') {
      write(channel, "\n");
    }
  }

  private static void write(FileChannel channel, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void write(List<String> lines) throws IOException {
    try {
      StringBuilder text = new StringBuilder();
      for (String line : lines) {
        if (channel().position() + text.length() + line.length() >= size) {
          write(channel(), text.toString());
          text.setLength(0);
          rotate();
        }
        text.append(line).append('\n');
      }
      write(channel(), text.toString());
    } catch (IOException e) {
      closeChannel(); // The next attempt opens the file anew.
      throw e;
    }
  }

  private void rotate() throws IOException {
    if (channel().position() == 0) {
      return; // One line is longer than a file shall be.
    }
    closeChannel();
    for (int i = files - 1; i > 0; i--) {
      Path older = numbered(i);
      Path newer = i == 1 ? file : numbered(i - 1);
      if (Files.exists(newer)) {
        Files.move(newer, older, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private Path numbered(int number) {
    return file.resolveSibling(file.getFileName() + "." + number);
  }

  private void closeChannel() throws IOException {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void close() {
    try {
      closeChannel();
    } catch (IOException e) {
      // Everything was written before.
    } finally {
      System.getProperties().remove(claim);
    }
  }
}
