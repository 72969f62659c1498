package io.weir.budget;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory {@code state-dir}. Nodes may share it, and so may applications: a node has the file
 * of the first number whose lock is free. The lock ends with the process, however that ends.
 *
 * <pre>
 *   3f2a9c01-1.budgets   3f2a9c01-1.lock      of an application and its first node
 *   3f2a9c01-2.budgets   3f2a9c01-2.lock      of the same application and another node
 * </pre>
 */
final class StateDirectory implements AutoCloseable {

  /** More nodes than a cluster has. */
  private static final int MOST_NODES = 1000;

  private static final String LOCKED = "io.weir.budget.locked:";
  private static final int NAME = 8;
  private static final String FILE = ".budgets";
  private static final String UNFINISHED = ".next";

  private final Path directory;
  private final String application;
  private final String own;
  private final FileLock lock;

  private StateDirectory(Path directory, String application, String own, FileLock lock) {
    this.directory = directory;
    this.application = application;
    this.own = own;
    this.lock = lock;
  }

  /** Takes the first free file of an application, until {@link #close}. */
  static StateDirectory open(Path directory, String scope) throws IOException {
    String application =
        UUID.nameUUIDFromBytes(scope.getBytes(StandardCharsets.UTF_8))
            .toString()
            .substring(0, NAME);
    for (int i = 1; i <= MOST_NODES; i++) {
      String own = application + "-" + i;
      FileLock lock = lock(directory.resolve(own + ".lock"));
      if (lock != null) {
        StateDirectory opened = new StateDirectory(directory, application, own, lock);
        opened.deleteUnfinished();
        return opened;
      }
    }
    throw new IOException("all files are locked");
  }

  /**
   * The lock; null if somebody has it. The file is not opened if this JVM has it: closing any
   * descriptor of a file releases all locks that the process has on it (POSIX fcntl).
   */
  private static @Nullable FileLock lock(Path file) throws IOException {
    String name = name(file);
    if (System.getProperties().putIfAbsent(name, "locked") != null) {
      return null;
    }
    FileLock lock = null;
    try {
      lock = tryLock(file);
    } finally {
      if (lock == null) {
        System.getProperties().remove(name);
      }
    }
    return lock;
  }

  /** The system property that says that this JVM has a file, whichever class loader opened it. */
  private static String name(Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    return LOCKED + (directory == null ? file : directory.toRealPath().resolve(file.getFileName()));
  }

  private static @Nullable FileLock tryLock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      ownerOnly(file);
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Another class loader of this JVM has it.
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    return lock;
  }

  private static void ownerOnly(Path file) throws IOException {
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(
          file, Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
    }
  }

  private void deleteUnfinished() throws IOException {
    for (Path file : files(own + "-", UNFINISHED)) {
      Files.deleteIfExists(file);
    }
  }

  private List<Path> files(String start, String end) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(
              file -> {
                String name = String.valueOf(file.getFileName());
                return name.startsWith(start) && name.endsWith(end);
              })
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** The contents of the files of all nodes, by their names without the directory. */
  Map<String, byte[]> read() throws IOException {
    Map<String, byte[]> contents = new TreeMap<>();
    for (Path file : files(application + "-", FILE)) {
      contents.put(String.valueOf(file.getFileName()), Files.readAllBytes(file));
    }
    return contents;
  }

  /** Replaces the file of this node atomically, even if the power fails. */
  void write(byte[] content) throws IOException {
    // Files.createTempFile: only the owner may read it.
    Path next = Files.createTempFile(directory, own + "-", UNFINISHED);
    try {
      // Not a channel: an interrupt would close it and lose the data.
      try (FileOutputStream out = new FileOutputStream(next.toFile())) {
        out.write(content);
        out.getFD().sync();
      }
      Files.move(next, directory.resolve(own + FILE), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(next);
    }
  }

  @Override
  public void close() {
    try {
      lock.release();
      lock.acquiredBy().close();
      System.getProperties().remove(name(directory.resolve(own + ".lock")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
