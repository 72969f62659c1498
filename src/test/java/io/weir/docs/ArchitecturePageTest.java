package io.weir.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.CorsFilter;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The types and packages that the page on the architecture names exist. */
class ArchitecturePageTest {

  private static final Pattern REGION =
      Pattern.compile("<!-- names -->(.*?)<!-- /names -->", Pattern.DOTALL);
  private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
  private static final Pattern TYPE = Pattern.compile("[A-Z]\\w*[a-z]\\w*(\\.[A-Z]\\w*)*");
  private static final Pattern PACKAGE = Pattern.compile("io\\.weir(\\.[a-z]+)*");

  private static final List<String> CLASSES = classes();

  @Test
  void every_type_that_the_page_names_exists() {
    Set<String> types =
        CLASSES.stream()
            .map(name -> name.substring(name.lastIndexOf('.') + 1).replace('$', '.'))
            .collect(Collectors.toSet());

    assertThat(named(TYPE)).isNotEmpty().isSubsetOf(types);
  }

  @Test
  void every_package_that_the_page_names_exists() {
    assertThat(named(PACKAGE)).isNotEmpty().isSubsetOf(packages());
  }

  @Test
  void every_room_is_on_the_page() {
    assertThat(packages().stream().map(ArchitecturePageTest::room)).isSubsetOf(named(PACKAGE));
  }

  /** {@code io.weir.secrets} of {@code io.weir.secrets.vault}, and the like below internal. */
  private static String room(String name) {
    return Stream.of(name.split("\\."))
        .limit(name.startsWith("io.weir.internal.") ? 4 : 3)
        .collect(Collectors.joining("."));
  }

  private static Set<String> named(Pattern kind) {
    return REGION
        .matcher(Document.page("architecture.md").text())
        .results()
        .flatMap(region -> CODE.matcher(region.group(1)).results())
        .map(code -> code.group(1))
        .filter(kind.asMatchPredicate())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> packages() {
    return CLASSES.stream()
        .map(name -> name.substring(0, name.lastIndexOf('.')))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The binary names of Weir's classes. */
  private static List<String> classes() {
    try {
      Path root =
          Path.of(CorsFilter.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      try (Stream<Path> files = Files.walk(root.resolve("io/weir"))) {
        return files
            .map(file -> root.relativize(file).toString())
            .filter(file -> file.endsWith(".class"))
            .map(file -> file.substring(0, file.length() - ".class".length()).replace('/', '.'))
            .toList();
      }
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
