package io.weir.edition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * The jar for {@code javax.servlet} names nothing that Jakarta EE 8 and MicroProfile Config 1.4 do
 * not have: what is newer fails here and not on a server.
 */
class JavaxEditionIT {

  private static final Path JAKARTA = Path.of(System.getProperty("weir.jar"));
  private static final Path JAVAX = Path.of(System.getProperty("weir.javax.jar"));
  private static final Path APIS = Path.of(System.getProperty("weir.javax.apis"));

  private static final ClassFiles JAKARTA_CLASSES = ClassFiles.of(JAKARTA);
  private static final ClassFiles JAVAX_CLASSES = ClassFiles.of(JAVAX);

  /** The only class that each edition has of the other one. */
  private static final String OTHER_EDITION = "io/weir/WrongEditionInitializer";

  @Test
  void every_reference_exists_in_jakarta_ee_8() {
    assertThat(unresolved(JAVAX_CLASSES)).isEmpty();
  }

  /** Shows that the test above can fail. */
  @Test
  void references_to_newer_apis_do_not_exist_in_jakarta_ee_8() {
    assertThat(unresolved(JAKARTA_CLASSES))
        .contains(
            "io/weir/WeirInitializer: jakarta/servlet/ServletContext",
            "io/weir/internal/http/RequestHead: jakarta/servlet/http/HttpServletRequest");
    assertThat(newer("jakarta/servlet/http/Cookie", "setAttribute")).isNotEmpty();
    assertThat(newer("javax/servlet/http/Cookie", "setAttribute")).isNotEmpty();
    assertThat(newer("javax/servlet/http/Cookie", "setComment")).isEmpty();
    assertThat(newer("org/eclipse/microprofile/config/ConfigValue", "getValue")).isNotEmpty();
  }

  /** What does not resolve of a class that calls this method. */
  private static Set<String> newer(String owner, String method) {
    ClassWriter code = new ClassWriter(0);
    code.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, "io/weir/Newer", null, "java/lang/Object", null);
    MethodVisitor call = code.visitMethod(Opcodes.ACC_STATIC, "call", "()V", null, null);
    String descriptor =
        switch (method) {
          case "setAttribute" -> "(Ljava/lang/String;Ljava/lang/String;)V";
          case "setComment" -> "(Ljava/lang/String;)V";
          default -> "()Ljava/lang/String;";
        };
    call.visitMethodInsn(Opcodes.INVOKEVIRTUAL, owner, method, descriptor, false);
    code.visitEnd();
    return new References(ee8(JAVAX_CLASSES).with("io/weir/Newer", code.toByteArray()))
        .unresolved(Stream.of("io/weir/Newer"));
  }

  @Test
  void each_edition_finds_its_own_classes_as_services_and_one_of_the_other() throws IOException {
    assertThat(services(JAKARTA, "jakarta")).isEqualTo("io.weir.WeirInitializer");
    assertThat(services(JAKARTA, "javax")).isEqualTo("io.weir.WrongEditionInitializer");
    assertThat(services(JAVAX, "javax")).isEqualTo("io.weir.WeirInitializer");
    assertThat(services(JAVAX, "jakarta")).isEqualTo("io.weir.WrongEditionInitializer");
    assertThat(apiOf(JAKARTA_CLASSES, "io/weir/WeirInitializer")).isEqualTo("jakarta/servlet");
    assertThat(apiOf(JAKARTA_CLASSES, OTHER_EDITION)).isEqualTo("javax/servlet");
    assertThat(apiOf(JAVAX_CLASSES, "io/weir/WeirInitializer")).isEqualTo("javax/servlet");
    assertThat(apiOf(JAVAX_CLASSES, OTHER_EDITION)).isEqualTo("jakarta/servlet");
  }

  private static String services(Path jar, String prefix) throws IOException {
    try (JarFile file = new JarFile(jar.toFile());
        InputStream in =
            file.getInputStream(
                file.getEntry(
                    "META-INF/services/%s.servlet.ServletContainerInitializer"
                        .formatted(prefix)))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }

  /** The Servlet API of an initializer. */
  private static String apiOf(ClassFiles jar, String name) {
    String implemented = new ClassReader(jar.find(name).orElseThrow()).getInterfaces()[0];
    return implemented.substring(0, implemented.lastIndexOf('/'));
  }

  private static Set<String> unresolved(ClassFiles jar) {
    return new References(ee8(jar))
        .unresolved(jar.names(name -> name.startsWith("io/weir/") && !name.equals(OTHER_EDITION)));
  }

  /** The classes of a jar, and the interfaces of its servers. */
  private static ClassFiles ee8(ClassFiles jar) {
    ClassFiles all = jar.copy();
    try (Stream<Path> apis = Files.list(APIS)) {
      apis.forEach(all::with);
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
