package io.weir;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
            "com.fasterxml.jackson..", List.of("io.weir.internal.body", "io.weir.secrets.vault"),
            "com.google.i18n.phonenumbers..", List.of("io.weir.internal.phone"),
            "org.apache.hc.client5..", List.of("io.weir.cors"),
            "org.apache.hc.core5..", List.of("io.weir.internal.http"))
        .forEach(
            (library, rooms) ->
                noClasses()
                    .that()
                    .resideOutsideOfPackages(rooms.toArray(String[]::new))
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
        .resideInAnyPackage("io.weir.ratelimit..", "io.weir.cors..", "io.weir.secrets..")
        .check(WEIR);
  }

  /** Definitions, policy and the application's secrets stand above; sources stand below all. */
  @Test
  void packagesOfSecretsDependOnTheListedOnesOnly() {
    Map.of(
            "source", List.of(),
            "refresh", List.of("source"),
            "vault", List.of("source"),
            "lastknown", List.of("source", "refresh"),
            "export", List.<String>of())
        .forEach(
            (name, allowed) -> {
              List<String> packages =
                  new ArrayList<>(List.of("io.weir.internal.secret", "io.weir.internal.settings"));
              Stream.concat(Stream.of(name), allowed.stream())
                  .forEach(one -> packages.add("io.weir.secrets." + one));
              classes()
                  .that()
                  .resideInAPackage("io.weir.secrets." + name)
                  .should(onlyDependOnWeirIn(packages))
                  .check(WEIR);
            });
  }

  private static ArchCondition<JavaClass> onlyDependOnWeirIn(List<String> packages) {
    return ArchConditions.onlyDependOnClassesThat(
        JavaClass.Predicates.resideInAnyPackage(packages.toArray(String[]::new))
            .or(DescribedPredicate.not(JavaClass.Predicates.resideInAPackage("io.weir.."))));
  }

  @Test
  void filtersDoNotKnowSecrets() {
    noClasses()
        .that()
        .resideInAnyPackage("io.weir.ratelimit..", "io.weir.cors..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.weir.secrets..")
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
