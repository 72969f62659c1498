package io.weir.edition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both editions in a Tomcat of each version that has their Servlet API, in a JVM of its own. */
class TomcatIT {

  private static final String JAKARTA = System.getProperty("weir.jar");
  private static final String JAVAX = System.getProperty("weir.javax.jar");
  private static final Path TOMCATS = Path.of(System.getProperty("weir.tomcats"));

  private static final List<String> SHORT_LIVED =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  @ParameterizedTest
  @ValueSource(strings = {"9", "10.1", "11"})
  void limits_answers_origins_knows_clients_stops_for_mistakes_and_ends(
      String version, @TempDir Path base) throws IOException, InterruptedException {
    boolean javax = version.equals("9");
    Path log = base.resolve("log");
    Path applications = Files.createDirectories(base.resolve("base"));
    Process smoke =
        new ProcessBuilder(
                Stream.of(
                        Stream.of(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString()),
                        SHORT_LIVED.stream(),
                        Stream.of(
                            "-cp",
                            classPath(version, javax),
                            "io.weir.edition.tomcat.Smoke",
                            applications.toString(),
                            javax ? JAVAX : JAKARTA,
                            javax ? JAKARTA : JAVAX))
                    .flatMap(arguments -> arguments)
                    .toList())
            .redirectError(log.toFile())
            .start();
    String said = new String(smoke.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(smoke.waitFor()).as(said + Files.readString(log)).isZero();
    assertThat(said)
        .isEqualToNormalizingNewlines(
            """
            rules: 200 200 429
            another client: 200
            cors: 200 https://app.example.com, 403 none
            after a redeployment: 200
            with a mistake: STOPPED
            with the jar of the other edition: STOPPED
            threads left: 0
            """);
    assertThat(Files.readString(log))
        .contains("Weir cannot start CorsFilter and RateLimitFilter:", "Did you mean \"minute\"?")
        .contains(
            javax
                ? "this server has javax.servlet, so replace weir-<version>.jar by weir-<version>-javax.jar"
                : "this server has jakarta.servlet, so replace weir-<version>-javax.jar by weir-<version>.jar");
  }

  private static String classPath(String version, boolean javax) throws IOException {
    String program = System.getProperty(javax ? "weir.javax.program" : "weir.program");
    try (Stream<Path> jars = Files.list(TOMCATS.resolve(version))) {
      return Stream.concat(Stream.of(program), jars.map(Path::toString))
          .collect(Collectors.joining(File.pathSeparator));
    }
  }
}
