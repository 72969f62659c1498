package io.weir;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Loads classes from jars that are nested in Weir's jar, and prefers them to all others. From the
 * application it takes only the platform's interfaces, the server's hooks and the package {@code
 * io.weir}. From the JDK it takes everything in the platform class loader, such as {@code
 * sun.misc.Unsafe}, which WildFly hides from applications.
 */
final class NestedJarClassLoader extends ClassLoader implements AutoCloseable {

  static {
    registerAsParallelCapable();
  }

  /**
   * The packages, with those below them, that the application's class loader provides. Of the
   * platform they are those that Weir names. The build renames them for {@code javax.servlet},
   * where libraries of Weir and the JDK share the prefix {@code javax} with the platform.
   */
  private static final List<String> FROM_APPLICATION =
      List.of(
          "jakarta.servlet",
          "jakarta.enterprise.inject",
          "org.eclipse.microprofile.config",
          "io.undertow");

  private final ClassLoader application;

  /** Only the user of this JVM can enter it: nobody else can change a jar before it is open. */
  private final Path folder;

  private final Map<JarFile, ProtectionDomain> jars = new LinkedHashMap<>();

  /**
   * Opens the nested jars.
   *
   * @param anchor a class that the application's class loader has loaded from Weir's jar
   * @param names the nested jars, as absolute names of resources
   */
  NestedJarClassLoader(Class<?> anchor, List<String> names) throws IOException {
    super("weir", ClassLoader.getPlatformClassLoader());
    application = anchor.getClassLoader();
    folder = Files.createTempDirectory("weir-%s-".formatted(ProcessHandle.current().pid()));
    try {
      for (String name : names) {
        JarFile jar = open(anchor, name);
        jars.put(
            jar,
            new ProtectionDomain(
                new CodeSource(url(jar, name, ""), (Certificate[]) null), null, this, null));
      }
      deleteFolder();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private JarFile open(Class<?> anchor, String name) throws IOException {
    Path copy = Files.createTempFile(folder, "weir-", ".jar");
    try (InputStream nested = nested(anchor, name)) {
      if (nested == null) {
        throw new IOException("Weir's jar is incomplete: no " + name);
      }
      // Files.copy would replace the file by one with the permissions of the umask.
      try (OutputStream out = Files.newOutputStream(copy)) {
        nested.transferTo(out);
      }
      // OPEN_DELETE unlinks the copy as soon as it is open, so that even a killed server leaves no
      // file behind.
      return new JarFile(
          copy.toFile(), false, ZipFile.OPEN_READ | ZipFile.OPEN_DELETE, Runtime.version());
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(copy);
      throw e;
    }
  }

  /**
   * A nested jar. Where Weir's jar is a file, it is read directly: Payara's class loader would keep
   * what it opens on the heap for as long as the application is deployed.
   */
  private static @Nullable InputStream nested(Class<?> anchor, String name) throws IOException {
    CodeSource source = anchor.getProtectionDomain().getCodeSource();
    URL own = source == null ? null : source.getLocation();
    if (own == null || !own.getProtocol().equals("file") || own.getPath().endsWith("/")) {
      return anchor.getResourceAsStream(name);
    }
    URLConnection connection = new URL("jar:%s!%s".formatted(own, name)).openConnection();
    connection.setUseCaches(false); // Closing the stream closes the jar.
    try {
      return connection.getInputStream();
    } catch (FileNotFoundException e) {
      return null;
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    return isFromApplication(name) ? application.loadClass(name) : super.loadClass(name, resolve);
  }

  private static boolean isFromApplication(String name) {
    return FROM_APPLICATION.stream().anyMatch(packages -> name.startsWith(packages + "."))
        || isPublicPackage(name);
  }

  private static boolean isPublicPackage(String name) {
    return name.startsWith("io.weir.") && name.indexOf('.', "io.weir.".length()) < 0;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    String entry = name.replace('.', '/') + ".class";
    for (Map.Entry<JarFile, ProtectionDomain> jar : jars.entrySet()) {
      ZipEntry found = jar.getKey().getEntry(entry);
      if (found != null) {
        try (InputStream in = jar.getKey().getInputStream(found)) {
          byte[] code = in.readAllBytes();
          return defineClass(name, code, 0, code.length, jar.getValue());
        } catch (IOException e) {
          throw new ClassNotFoundException(name, e);
        }
      }
    }
    throw new ClassNotFoundException(name);
  }

  @Override
  public @Nullable URL getResource(String name) {
    // Without the parent: services of the JDK and the server must not be found here.
    return findResource(name);
  }

  @Override
  public Enumeration<URL> getResources(String name) {
    return findResources(name);
  }

  @Override
  protected @Nullable URL findResource(String name) {
    Enumeration<URL> all = findResources(name);
    return all.hasMoreElements() ? all.nextElement() : null;
  }

  @Override
  protected Enumeration<URL> findResources(String name) {
    List<URL> found = new ArrayList<>();
    jars.forEach(
        (jar, domain) -> {
          if (jar.getEntry(name) != null) {
            found.add(url(jar, domain.getCodeSource().getLocation().getPath(), name));
          }
        });
    return Collections.enumeration(found);
  }

  private static URL url(JarFile jar, String nested, String entry) {
    try {
      return new URL(
          "weir",
          null,
          -1,
          nested + (entry.isEmpty() ? "" : "!/" + entry),
          new EntryHandler(jar, entry));
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    for (JarFile jar : jars.keySet()) {
      try {
        jar.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    deleteFolder();
  }

  /** On Windows, an open jar is deleted when it is closed, and keeps the folder until then. */
  private void deleteFolder() {
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      // close() deletes it.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads one entry of one nested jar. */
  private static final class EntryHandler extends URLStreamHandler {

    private final JarFile jar;
    private final String entry;

    EntryHandler(JarFile jar, String entry) {
      this.jar = jar;
      this.entry = entry;
    }

    @Override
    protected URLConnection openConnection(URL url) {
      return new URLConnection(url) {
        @Override
        public void connect() {}

        @Override
        public InputStream getInputStream() throws IOException {
          ZipEntry found = jar.getEntry(entry);
          if (found == null) {
            throw new IOException("no " + url);
          }
          return jar.getInputStream(found);
        }
      };
    }
  }
}
