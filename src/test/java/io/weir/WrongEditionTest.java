package io.weir;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/** A jar for the other Servlet API is told by what the application can load. */
class WrongEditionTest {

  private static final String JAKARTA = "jakarta.servlet.ServletContext";
  private static final String JAVAX = "javax.servlet.ServletContext";

  @Test
  void an_application_that_can_use_the_other_api_alone_is_told_the_right_jar() {
    assertThatThrownBy(() -> WrongEdition.check(new Application(Set.of(JAVAX))))
        .hasMessage(
            "Weir's jar is of the wrong edition: this server has javax.servlet, so replace"
                + " weir-<version>.jar by weir-<version>-javax.jar");
  }

  @Test
  void the_sentence_of_the_other_edition_names_the_other_jar() {
    assertThatThrownBy(
            () -> {
              throw new IllegalStateException(WrongEdition.message("jakarta.servlet"));
            })
        .hasMessage(
            "Weir's jar is of the wrong edition: this server has jakarta.servlet, so replace"
                + " weir-<version>-javax.jar by weir-<version>.jar");
  }

  @Test
  void an_application_that_can_use_the_right_api_or_none_goes_on() {
    for (Set<String> classes : Set.of(Set.of(JAKARTA), Set.of(JAKARTA, JAVAX), Set.<String>of())) {
      assertThatCode(() -> WrongEdition.check(new Application(classes))).doesNotThrowAnyException();
    }
  }

  /** The class loader of an application that sees these classes. */
  private static final class Application extends ClassLoader {

    private final Set<String> classes;

    Application(Set<String> classes) {
      super(null);
      this.classes = classes;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (!classes.contains(name)) {
        throw new ClassNotFoundException(name);
      }
      ClassWriter code = new ClassWriter(0);
      code.visit(
          Opcodes.V17, Opcodes.ACC_PUBLIC, name.replace('.', '/'), null, "java/lang/Object", null);
      return defineClass(name, code.toByteArray(), 0, code.toByteArray().length);
    }
  }
}
