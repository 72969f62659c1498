package io.weir.docs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
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

/**
 * The types and packages that the page on the architecture names exist, and packages use those
 * below them only.
 */
class ArchitecturePageTest {

  private static final Pattern REGION =
      Pattern.compile("<!-- names -->(.*?)<!-- /names -->", Pattern.DOTALL);
  private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
  private static final Pattern TYPE = Pattern.compile("[A-Z]\\w*[a-z]\\w*(\\.[A-Z]\\w*)*");
  private static final Pattern PACKAGE = Pattern.compile("io\\.weir(\\.[a-z]+)*");

  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(io\\.weir[a-z.]*)` \\|");

  /** Test sources whose types the page names too. */
  private static final List<String> TESTS = List.of("src/test/java", "webapp-sample/src/test/java");

  private static final List<String> CLASSES = classes();

  @Test
  void every_type_that_the_page_names_exists() {
    Set<String> types =
        CLASSES.stream()
            .map(name -> name.substring(name.lastIndexOf('.') + 1).replace('$', '.'))
            .collect(Collectors.toSet());
    types.addAll(testTypes());

    assertThat(named(TYPE)).isNotEmpty().isSubsetOf(types);
  }

  @Test
  void every_package_that_the_page_names_exists() {
    assertThat(named(PACKAGE)).isNotEmpty().isSubsetOf(packages());
  }

  @Test
  void every_package_is_in_the_table() {
    assertThat(rows()).containsExactlyInAnyOrderElementsOf(packages());
  }

  @Test
  void a_package_uses_only_packages_further_down_the_table() {
    List<String> rows = rows();
    JavaClasses weir =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.weir");
    for (int i = 1; i < rows.size(); i++) {
      // Applications implement a type of the package at the top, so others name it.
      noClasses()
          .that()
          .resideInAPackage(rows.get(i))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(rows.subList(1, Math.max(1, i)).toArray(String[]::new))
          .check(weir);
    }
  }

  private static List<String> rows() {
    return ROW.matcher(Document.page("architecture.md").text())
        .results()
        .map(row -> row.group(1))
        .toList();
  }

  private static Set<String> testTypes() {
    Set<String> types = new TreeSet<>();
    for (String directory : TESTS) {
      try (Stream<Path> files = Files.walk(Document.ROOT.resolve(directory))) {
        files
            .map(file -> String.valueOf(file.getFileName()))
            .filter(file -> file.endsWith(".java"))
            .forEach(file -> types.add(file.substring(0, file.length() - ".java".length())));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
    return types;
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
