package io.weir;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyDependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The walls of the house. */
class ArchitectureTest {

  private static final String WILDFLY_ALONE = "io\\.weir\\.UndertowExtension(\\$.*)?";
  private static final String MICROPROFILE_ALONE = "SecretConfigSource";
  private static final String REST_ALONE = "UpstreamClientFilter";

  private static final JavaClasses WEIR =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.weir");

  @Test
  void the_front_door_is_what_an_application_may_name() {
    assertThat(
            WEIR.stream()
                .filter(type -> type.getPackageName().equals("io.weir"))
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(type -> !type.isNestedClass())
                .map(JavaClass::getSimpleName))
        .containsExactlyInAnyOrder(
            "BudgetFilter",
            "CircuitBreakerFilter",
            "CorsFilter",
            "KeyResolver",
            "MetricsFilter",
            "StatusFilter",
            "RateLimitFilter",
            "RequestValidationFilter",
            "SecretConfigSource",
            "UndertowExtension",
            "Upstream",
            "UpstreamClientFilter",
            "UpstreamUnavailableException",
            "Usage",
            "WeirInitializer",
            "WrongEditionInitializer");
  }

  @Test
  void the_front_door_knows_no_room_and_no_library() {
    classes()
        .that()
        .resideInAPackage("io.weir")
        .and()
        .haveNameNotMatching(WILDFLY_ALONE)
        .and()
        .doNotHaveSimpleName(MICROPROFILE_ALONE)
        .and()
        .doNotHaveSimpleName(REST_ALONE)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.weir",
            "java..",
            "javax.management..",
            "jakarta.servlet..",
            "org.jspecify.annotations")
        .check(WEIR);
  }

  /** Where Undertow is not, whatever named it could not be loaded. */
  @Test
  void only_what_undertow_looks_for_names_undertow() {
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
  void only_what_micro_profile_config_looks_for_is_one_of_its_sources() {
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

  /** Where JAX-RS is not, whatever named it could not be loaded. */
  @Test
  void only_what_an_application_registers_names_jax_rs() {
    classes()
        .that()
        .haveSimpleName(REST_ALONE)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("io.weir", "java..", "jakarta.ws.rs..", "org.jspecify.annotations")
        .check(WEIR);
    noClasses()
        .that()
        .doNotHaveSimpleName(REST_ALONE)
        .should()
        .dependOnClassesThat()
        .haveSimpleName(REST_ALONE)
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("jakarta.ws.rs..")
        .check(WEIR);
  }

  @Test
  void only_the_counting_stores_name_their_libraries() {
    String store = "io.weir.internal.counting.store";
    String cluster = "io.weir.internal.counting.cluster";
    String wire = "io.weir.internal.counting.wire";
    Map.of(
            "com.hazelcast..", List.of(cluster, wire),
            "javax.cache..", List.of(cluster, wire),
            "io.github.bucket4j..", List.of(store))
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
  void each_library_is_named_in_its_rooms_alone() {
    Map.of(
            "com.fasterxml.jackson..",
                List.of(
                    "io.weir.internal.body",
                    "io.weir.internal.problem",
                    "io.weir.secrets.vault",
                    "io.weir.status",
                    "io.weir.status.page"),
            "com.google.i18n.phonenumbers..", List.of("io.weir.internal.phone"),
            "com.google.re2j..", List.of("io.weir.validation"),
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

  /**
   * The arrows of the house: each room, and the rooms that it may name. A room of a filter names no
   * other filter's, and an inner room names none of a filter.
   */
  private static final Map<String, List<String>> ARROWS =
      Map.ofEntries(
          entry("http", List.of()),
          entry("secret", List.of("http")),
          entry("settings", List.of("http", "secret")),
          entry("path", List.of("http")),
          entry("body", List.of("http")),
          entry("problem", List.of("http")),
          entry("phone", List.of("settings")),
          entry("events", List.of()),
          entry("container", List.of("http", "path")),
          entry("socket", List.of("container")),
          entry("client", List.of("container", "http", "settings")),
          entry("exchange", List.of("client", "container", "http", "path")),
          entry("counting", List.of("secret", "settings")),
          entry("counting.store", List.of("counting")),
          entry("counting.state", List.of("counting")),
          entry("counting.ledger", List.of("counting", "counting.store")),
          entry("counting.slot", List.of("counting", "counting.store")),
          entry(
              "counting.wire",
              List.of("counting", "counting.ledger", "counting.slot", "counting.store")),
          entry(
              "counting.cluster",
              List.of(
                  "counting",
                  "counting.ledger",
                  "counting.state",
                  "counting.slot",
                  "counting.store",
                  "counting.wire",
                  "secret",
                  "settings")),
          entry(
              "rules",
              List.of("body", "client", "events", "http", "path", "phone", "secret", "settings")),
          entry("upstream", List.of()),
          entry(
              "deployment",
              List.of("container", "events", "exchange", "secret", "settings", "upstream")));

  private static final Map<String, List<String>> ARROWS_OF_SECRETS =
      Map.of(
          "source", List.of(),
          "refresh", List.of("source"),
          "vault", List.of("source"),
          "lastknown", List.of("source", "refresh"),
          "export", List.of());

  @Test
  void inner_rooms_name_the_listed_rooms_only() {
    ARROWS.forEach(
        (room, named) -> {
          Stream<String> rooms = Stream.concat(Stream.of(room), named.stream());
          // Of the front door, rules name the one interface that applications implement.
          Stream<String> frontDoor = room.equals("rules") ? Stream.of("io.weir") : Stream.of();
          namesOnly(
              "io.weir.internal." + room,
              Stream.concat(rooms.map("io.weir.internal."::concat), frontDoor));
        });
  }

  @Test
  void every_inner_room_is_listed() {
    assertThat(
            WEIR.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith("io.weir.internal."))
                .map(name -> name.substring("io.weir.internal.".length())))
        .allMatch(ARROWS::containsKey);
  }

  /** Definitions, policy and the application's secrets stand above; sources stand below all. */
  @Test
  void rooms_of_secrets_name_the_listed_rooms_only() {
    ARROWS_OF_SECRETS.forEach(
        (room, named) ->
            namesOnly(
                "io.weir.secrets." + room,
                Stream.concat(
                    Stream.of(
                        "io.weir.internal.http",
                        "io.weir.internal.secret",
                        "io.weir.internal.settings"),
                    Stream.concat(Stream.of(room), named.stream())
                        .map("io.weir.secrets."::concat))));
  }

  @Test
  void filters_and_secrets_name_no_other_filter() {
    namesOnly("io.weir.budget", Stream.of("io.weir.budget", "io.weir.internal.."));
    namesOnly("io.weir.ratelimit", Stream.of("io.weir.ratelimit", "io.weir.internal.."));
    namesOnly("io.weir.breaker", Stream.of("io.weir.breaker", "io.weir.internal.."));
    namesOnly("io.weir.validation", Stream.of("io.weir.validation", "io.weir.internal.."));
    namesOnly("io.weir.cors", Stream.of("io.weir.cors", "io.weir.internal.."));
    namesOnly("io.weir.status", Stream.of("io.weir.status", "io.weir.internal.."));
    for (String part : List.of("audit", "alert", "metrics", "page")) {
      namesOnly(
          "io.weir.status." + part,
          Stream.of("io.weir.status." + part, "io.weir.status", "io.weir.internal.."));
    }
    // Of the front door, this names the interface that it implements.
    namesOnly("io.weir.upstream", Stream.of("io.weir", "io.weir.upstream", "io.weir.internal.."));
    namesOnly("io.weir.secrets", Stream.of("io.weir.secrets..", "io.weir.internal.."));
  }

  private static void namesOnly(String room, Stream<String> named) {
    classes()
        .that()
        .resideInAPackage(room)
        .should(
            onlyDependOnClassesThat(
                resideInAnyPackage(named.toArray(String[]::new))
                    .or(not(resideInAPackage("io.weir..")))))
        .check(WEIR);
  }

  /** So that settings and declarations can be checked without a server. */
  @Test
  void settings_and_declarations_are_values_without_servlet_or_dom_types() {
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
  void no_two_rooms_need_each_other() {
    slices().matching("io.weir.(**)").should().beFreeOfCycles().check(WEIR);
  }
}
