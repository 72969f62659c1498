package io.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How an application gets its secrets, in a real container that has no MicroProfile Config. */
class SecretsTest {

  private static final String CANARY = "canary-7Qx9-in-the-mine";

  @TempDir private Path folder;

  /**
   * Answers with an init parameter of the context, a system property, and the secret that {@code
   * SecretRegistry} has.
   */
  private static final class Asking extends HttpServlet {

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      String name = request.getParameter("name");
      response
          .getWriter()
          .print(
              "%s %s %s"
                  .formatted(
                      getServletContext().getInitParameter(name),
                      System.getProperty(name),
                      SecretRegistry.find(name).orElse("absent")));
    }
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private EmbeddedServer server() throws IOException {
    return new EmbeddedServer(folder).servlet("/*", new Asking());
  }

  private static String asked(EmbeddedServer server, String name) throws Exception {
    return server.send("GET", "/x?name=" + name, java.util.Map.of()).body();
  }

  @Test
  void an_application_without_secrets_has_no_thread() throws Exception {
    try (EmbeddedServer server = server().start()) {
      assertThat(asked(server, "db.password")).isEqualTo("null null absent");
      assertThat(threads()).isZero();
    }
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("weir-secrets"))
        .count();
  }

  @Test
  void a_secret_goes_where_the_administrator_wants_it_and_leaves_with_the_application()
      throws Exception {
    String key = "shop.test.password";
    Path file = file("db", CANARY + "\n");
    System.setProperty(key, "of the server");
    try {
      try (EmbeddedServer server =
          server()
              .parameter("weir.secrets." + key, "file:" + file)
              .parameter("weir.secrets.init-params", key)
              .parameter("weir.secrets.system-properties", key)
              .start()) {
        assertThat(asked(server, key)).isEqualTo("%1$s %1$s %1$s".formatted(CANARY));
        assertThat(threads()).isOne();
      }
      assertThat(System.getProperty(key)).isEqualTo("of the server");
      assertThat(SecretRegistry.find(key)).isEmpty();
      assertThat(threads()).isZero();
    } finally {
      System.clearProperty(key);
    }
  }

  @Test
  @Timeout(60)
  void a_property_that_is_too_old_is_what_it_was_before() throws Exception {
    String key = "shop.test.password";
    Path file = file("db", CANARY);
    System.setProperty(key, "of the server");
    try (EmbeddedServer server =
        server()
            .parameter("weir.secrets." + key, "file:" + file)
            .parameter("weir.secrets.refresh", "5s")
            .parameter("weir.secrets.max-stale", "0s")
            .parameter("weir.secrets.system-properties", key)
            .start()) {
      assertThat(asked(server, key)).isEqualTo("null %1$s %1$s".formatted(CANARY));
      Files.delete(file);
      while (CANARY.equals(System.getProperty(key)) && !Thread.currentThread().isInterrupted()) {
        Thread.onSpinWait();
      }
      assertThat(asked(server, key)).isEqualTo("null of the server absent");
    } finally {
      System.clearProperty(key);
    }
  }

  @Test
  void every_mistake_is_told_at_once_and_no_value() throws Exception {
    Path empty = file("empty", "\n");
    try (EmbeddedServer server =
        server()
            .parameter("weir.rate-limit.rules", "/** 5/minuet")
            .parameter("weir.secrets.refesh", "60s")
            .parameter("weir.secrets.db.password", CANARY)
            .parameter("weir.secrets.mail.key", "file:" + empty)
            .parameter("weir.secrets.init-params", "mail.kee")
            .parameter("weir.secrets.allow-in-war", "true")
            .parameter("mail.key", CANARY)) {
      assertThatThrownBy(server::start)
          .isInstanceOf(ServletException.class)
          .hasMessageContaining("weir.rate-limit.rules (context-param), line 1: \"5/minuet\"")
          .hasMessageContaining(
              "weir.secrets.refesh (context-param): must be a reference, not the secret itself:"
                  + " env:NAME, file:/run/secrets/name or vault:mount/path#key. Did you mean"
                  + " \"weir.secrets.refresh\"?")
          .hasMessageContaining(
              "weir.secrets.db.password (context-param): must be a reference, not the secret itself:")
          .hasMessageContaining(
              "weir.secrets.init-params: \"mail.kee\": weir.secrets.mail.kee is not set."
                  + " Did you mean \"mail.key\"?")
          .hasMessageContaining(
              "weir.secrets.allow-in-war: not allowed in the application; set it as a system"
                  + " property, or as WEIR_SECRETS_ALLOW_IN_WAR in the environment")
          .hasMessageContaining(
              "mail.key (context-param): remove it from the application, because"
                  + " weir.secrets.mail.key refers to the secret")
          .hasMessageContaining("weir.secrets.mail.key: file:%s: it is empty".formatted(empty))
          .hasMessageNotContaining(CANARY);
    }
    assertThat(threads()).isZero();
  }

  @Test
  void an_application_may_start_without_an_optional_secret() throws Exception {
    Path later = folder.resolve("later");
    try (EmbeddedServer server =
        server()
            .parameter("weir.secrets.mail.key", "file:" + later)
            .parameter("weir.secrets.optional", "mail.key")
            .parameter("weir.secrets.init-params", "mail.key")
            .start()) {
      assertThat(asked(server, "mail.key")).isEqualTo("null null absent");
    }
  }

  @Timeout(60)
  @ParameterizedTest
  @CsvSource({"weir.secrets.optional, late.key", "weir.secrets.on-start-failure, degrade"})
  void a_system_property_comes_when_its_secret_does(String setting, String value) throws Exception {
    String key = "late.key";
    Path later = folder.resolve("later");
    try (EmbeddedServer server =
        server()
            .parameter("weir.secrets." + key, "file:" + later)
            .parameter("weir.secrets.system-properties", key)
            .parameter("weir.secrets.refresh", "5s")
            .parameter(setting, value)
            .start()) {
      assertThat(asked(server, key)).isEqualTo("null null absent");
      file("later", CANARY);
      while (System.getProperty(key) == null && !Thread.interrupted()) {
        Thread.onSpinWait();
      }
      assertThat(asked(server, key)).isEqualTo("null %1$s %1$s".formatted(CANARY));
    } finally {
      Files.deleteIfExists(later);
    }
    assertThat(System.getProperty(key)).isNull();
  }

  @Test
  void what_the_application_has_already_is_not_replaced() throws Exception {
    try (EmbeddedServer server =
        server()
            .parameter("weir.secrets.db", "file:" + file("db", CANARY))
            .parameter("weir.secrets.init-params", "db")) {
      System.setProperty("weir.secrets.allow-in-war", "true");
      assertThatThrownBy(server.parameter("db", "theirs")::start)
          .hasMessageContaining(
              "weir.secrets.db: the application already has a context-param db; remove it")
          .hasMessageNotContaining(CANARY);
    } finally {
      System.clearProperty("weir.secrets.allow-in-war");
    }
    assertThat(threads()).isZero();
  }

  @Test
  void on_a_developers_machine_a_secret_may_stand_in_the_application() throws Exception {
    System.setProperty("weir.secrets.allow-in-war", "true");
    try (EmbeddedServer server =
        server()
            .parameter("weir.secrets.db.password", CANARY)
            .parameter("weir.key-secret", CANARY)
            .parameter("weir.rate-limit.rules", "/** 9/minute except header:X-Probe=" + CANARY)
            .start()) {
      assertThat(asked(server, "db.password")).isEqualTo("null null " + CANARY);
    } finally {
      System.clearProperty("weir.secrets.allow-in-war");
    }
  }

  @Test
  void who_asks_before_the_application_starts_gets_what_stands_outside() throws Exception {
    String key = "early.password";
    System.setProperty("weir.secrets." + key, "file:" + file("early", CANARY));
    PreDeploymentSecrets preDeployment =
        new PreDeploymentSecrets(SecretsTest.class.getClassLoader());
    try {
      assertThat(preDeployment.apply("early.other")).isEmpty();
      assertThat(threads()).isZero();
      assertThat(preDeployment.apply(key)).contains(CANARY);
      assertThat(threads()).isOne();
    } finally {
      System.clearProperty("weir.secrets." + key);
      preDeployment.close();
    }
    assertThat(preDeployment.apply(key)).isEmpty();
    assertThat(threads()).isZero();
  }

  @Test
  void nothing_is_opened_for_whoever_asks_when_the_application_has_gone() throws Exception {
    String key = "late.password";
    System.setProperty("weir.secrets." + key, "file:" + file("late", CANARY));
    try {
      SecretRegistry.open(SecretsTest.class.getClassLoader(), name -> Optional.empty());
      forget();
      assertThat(new SecretConfigSource().getValue(key)).isNull();
      assertThat(threads()).isZero();
    } finally {
      System.clearProperty("weir.secrets." + key);
    }
  }

  private static void forget() {
    SecretRegistry.close(SecretsTest.class.getClassLoader());
  }

  @Test
  void an_application_gets_no_other_ones_secrets() throws Exception {
    String key = "shop.test.password";
    Path with = Files.createDirectory(folder.resolve("with"));
    Path without = Files.createDirectory(folder.resolve("without"));
    try (EmbeddedServer ours =
            new EmbeddedServer(with)
                .parameter("weir.secrets." + key, "file:" + file("db", CANARY))
                .servlet("/*", new Asking())
                .start();
        EmbeddedServer theirs = new EmbeddedServer(without).servlet("/*", new Asking()).start()) {
      assertThat(asked(ours, key)).isEqualTo("null null " + CANARY);
      assertThat(asked(theirs, key)).isEqualTo("null null absent");
    }
  }

  @Test
  void only_the_servers_own_threads_ask_for_the_one_application() throws Exception {
    String key = "shop.test.password";
    String early = "early.password";
    ClassLoader here = SecretsTest.class.getClassLoader();
    System.setProperty("weir.secrets." + early, "file:" + file("early", "of theirs"));
    try (URLClassLoader ours = new URLClassLoader(new URL[0], here);
        URLClassLoader page = new URLClassLoader(new URL[0], ours);
        URLClassLoader theirs = new URLClassLoader(new URL[0], here);
        URLClassLoader server = new URLClassLoader(new URL[0], null)) {
      SecretRegistry.open(ours, name -> Optional.of(CANARY).filter(any -> name.equals(key)));
      try {
        assertThat(found(ours, key)).contains(CANARY);
        assertThat(found(page, key)).contains(CANARY);
        assertThat(found(server, key)).contains(CANARY);
        // The other application is of the same EAR and has not started yet.
        assertThat(found(theirs, key)).isEmpty();
        assertThat(found(theirs, early)).contains("of theirs");
      } finally {
        SecretRegistry.close(ours);
      }
    } finally {
      System.clearProperty("weir.secrets." + early);
    }
    assertThat(threads()).isZero();
  }

  private static Optional<String> found(ClassLoader asking, String name) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(asking);
    try {
      return SecretRegistry.find(name);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void no_dump_of_the_configuration_shows_a_secret() throws Exception {
    SecretRegistry.open(
        SecretsTest.class.getClassLoader(),
        name -> Optional.of("one").filter(any -> name.equals("db.password")));
    try {
      ConfigSource source = new SecretConfigSource();
      assertThat(source.getValue("db.password")).isEqualTo("one");
      assertThat(source.getPropertyNames()).isEmpty();
      assertThat(source.getProperties()).isEmpty();
      assertThat(source.getName()).isEqualTo("Weir");
      assertThat(source.getOrdinal()).isEqualTo(275);
    } finally {
      forget();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "one,       one,           one",
    "'a:b\\c',  'a:b\\c',      'a:b\\c'",
    "${x},      \\${x},        '\\$\\{x\\}'",
    "a$$b,      a\\$\\$b,      a\\$\\$b",
    "\\${x,     \\\\${x,       '\\\\$\\{x'",
    "\\{x},     \\{x},         '\\\\{x\\}'",
  })
  void a_secret_is_no_expression(String secret, String onWildFly, String onPayara) {
    assertThat(SecretConfigSource.escaped(secret, false)).isEqualTo(onWildFly);
    assertThat(SecretConfigSource.escaped(secret, true)).isEqualTo(onPayara);
  }

  @Test
  void weirs_own_settings_are_never_looked_for_among_secrets() {
    SecretRegistry.open(
        SecretsTest.class.getClassLoader(),
        name -> {
          throw new IllegalStateException("asked for itself");
        });
    try {
      assertThat(new SecretConfigSource().getValue("weir.vault.address")).isNull();
    } finally {
      forget();
    }
  }

  @Test
  void the_ordinal_is_a_setting() {
    System.setProperty("weir.secrets.ordinal", "350");
    try {
      assertThat(new SecretConfigSource().getOrdinal()).isEqualTo(350);
      System.setProperty("weir.secrets.ordinal", "high");
      assertThat(new SecretConfigSource().getOrdinal()).isEqualTo(275);
    } finally {
      System.clearProperty("weir.secrets.ordinal");
    }
  }
}
