package io.weir;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The walls of the house. */
class ArchitectureTest {

  private static final String WILDFLY_ALONE = "io\\.weir\\.UndertowExtension(\\$.*)?";
  private static final String MICROPROFILE_ALONE = "SecretConfigSource";

  private static final JavaClasses WEIR =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.weir");

  @Test
  void theFrontDoorIsWhatAnApplicationMayName() {
    assertThat(
            WEIR.stream()
                .filter(type -> type.getPackageName().equals("io.weir"))
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .map(JavaClass::getSimpleName))
        .containsExactlyInAnyOrder(
            "CorsFilter",
            "KeyResolver",
            "RateLimitFilter",
            "SecretConfigSource",
            "UndertowExtension",
            "WeirInitializer");
  }

  @Test
  void theFrontDoorKnowsNoRoomAndNoLibrary() {
    classes()
        .that()
        .resideInAPackage("io.weir")
        .and()
        .haveNameNotMatching(WILDFLY_ALONE)
        .and()
        .doNotHaveSimpleName(MICROPROFILE_ALONE)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("io.weir", "java..", "jakarta.servlet..", "org.jspecify.annotations")
        .check(WEIR);
  }

  /** Where Undertow is not, whatever named it could not be loaded. */
  @Test
  void onlyWhatUndertowLooksForNamesUndertow() {
    noClasses()
        .that()
        .haveNameNotMatching(WILDFLY_ALONE)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.undertow..")
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching(WILDFLY_ALONE)
        .check(WEIR);
  }

  /** Where MicroProfile Config is not, whatever named it could not be loaded. */
  @Test
  void onlyWhatMicroProfileConfigLooksForIsOneOfItsSources() {
    classes()
        .that()
        .haveSimpleName(MICROPROFILE_ALONE)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.weir", "java..", "org.eclipse.microprofile.config..", "org.jspecify.annotations")
        .check(WEIR);
    noClasses()
        .that()
        .doNotHaveSimpleName(MICROPROFILE_ALONE)
        .should()
        .dependOnClassesThat()
        .haveSimpleName(MICROPROFILE_ALONE)
        .check(WEIR);
  }

  @Test
  void onlyTheCountingStoresNameTheirLibraries() {
    String store = "io.weir.internal.counting.store";
    String cluster = "io.weir.internal.counting.cluster";
    Map.of(
            "com.hazelcast..", List.of(cluster),
            "javax.cache..", List.of(cluster),
            "com.github.benmanes..", List.of(store),
            "io.github.bucket4j..", List.of(store, cluster))
        .forEach(
            (library, homes) ->
                noClasses()
                    .that()
                    .resideOutsideOfPackages(homes.toArray(String[]::new))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(library)
                    .check(WEIR));
  }

  @Test
  void eachLibraryOfOneRoomIsNamedThereAlone() {
    Map.of(
            "io.weir.cors", "org.apache.hc.client5..",
            "io.weir.internal.body", "com.fasterxml.jackson..",
            "io.weir.internal.http", "org.apache.hc.core5..",
            "io.weir.internal.phone", "com.google.i18n.phonenumbers..")
        .forEach(
            (room, library) ->
                noClasses()
                    .that()
                    .resideOutsideOfPackage(room)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(library)
                    .check(WEIR));
  }

  @Test
  void innerRoomsKnowNoFilter() {
    noClasses()
        .that()
        .resideInAPackage("io.weir.internal..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.weir.ratelimit..", "io.weir.cors..")
        .check(WEIR);
  }

  @Test
  void anExchangeIsBuiltOnSmallRoomsAndOnlyFiltersAndTheDeploymentKnowIt() {
    noClasses()
        .that()
        .resideInAPackage("io.weir.internal.exchange")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.weir.internal.rules..",
            "io.weir.internal.counting..",
            "io.weir.internal.deployment..",
            "io.weir.internal.settings..",
            "io.weir.secrets..")
        .check(WEIR);
    noClasses()
        .that()
        .resideInAPackage("io.weir.internal..")
        .and()
        .resideOutsideOfPackages("io.weir.internal.exchange", "io.weir.internal.deployment")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.weir.internal.exchange")
        .check(WEIR);
  }

  /** So that settings and declarations can be checked without a server. */
  @Test
  void settingsAndDeclarationsAreValuesWithoutServletOrDomTypes() {
    noClasses()
        .that()
        .resideInAnyPackage("io.weir.internal.settings", "io.weir.internal.events")
        .or()
        .haveNameMatching("io\\.weir\\.internal\\.deployment\\.(Deployment|WebXml)(\\$.*)?")
        .or()
        .haveNameMatching("io\\.weir\\.internal\\.deployment\\.(Deployment|Declaration)Check")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jakarta.servlet..", "org.w3c.dom..")
        .check(WEIR);
  }

  @Test
  void noTwoRoomsNeedEachOther() {
    slices().matching("io.weir.(**)").should().beFreeOfCycles().check(WEIR);
  }
}
