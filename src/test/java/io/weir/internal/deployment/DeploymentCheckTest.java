package io.weir.internal.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.container.SocketSupport;
import io.weir.internal.deployment.Deployment.DeclaredFilter;
import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.SharedSettings;
import io.weir.internal.settings.Written;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an application declares is checked without a server. */
class DeploymentCheckTest {

  private static final String ALL_DISPATCHERS =
      "<dispatcher>REQUEST</dispatcher><dispatcher>FORWARD</dispatcher>"
          + "<dispatcher>ASYNC</dispatcher><dispatcher>ERROR</dispatcher>";

  /** A deployment of plain values. */
  private record Declared(
      String contextPath,
      Map<String, String> contextParams,
      List<DeclaredFilter> filters,
      List<String> jars,
      WebXml webXml)
      implements Deployment {

    @Override
    public Optional<byte[]> file(String path) {
      return Optional.empty();
    }
  }

  private static DeclaredFilter cors(String... initParams) {
    return declared("cors", "io.weir.CorsFilter", initParams);
  }

  private static DeclaredFilter limits(String... initParams) {
    return declared("limits", "io.weir.RateLimitFilter", initParams);
  }

  private static DeclaredFilter declared(String name, String className, String... initParams) {
    Map<String, String> params = new HashMap<>();
    for (int i = 0; i < initParams.length; i += 2) {
      params.put(initParams[i], initParams[i + 1]);
    }
    return new DeclaredFilter(name, className, params, Set.of("/*"));
  }

  private static WebXml webXml(String dispatchers, DeclaredFilter... filters) throws Exception {
    StringBuilder text = new StringBuilder("<web-app>");
    for (DeclaredFilter filter : filters) {
      text.append(
          "<filter><filter-name>%s</filter-name><async-supported>true</async-supported></filter>"
              .formatted(filter.name()));
    }
    for (DeclaredFilter filter : filters) {
      text.append(
          "<filter-mapping><filter-name>%s</filter-name><url-pattern>/*</url-pattern>%s</filter-mapping>"
              .formatted(filter.name(), dispatchers));
    }
    text.append("</web-app>");
    return WebXml.parse(new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private static DeploymentCheck check(
      Map<String, String> contextParams, String dispatchers, DeclaredFilter... filters)
      throws Exception {
    Deployment deployment =
        new Declared(
            "/shop", contextParams, List.of(filters), List.of(), webXml(dispatchers, filters));
    List<FilterProvider> providers = new ArrayList<>();
    ServiceLoader.load(FilterProvider.class).forEach(providers::add);
    return DeploymentCheck.of(
        deployment, new SharedSettings(contextParams, new Written(Map.of())), providers);
  }

  private static List<String> told(DeploymentCheck check) {
    return check.mistakes(true, SocketSupport.WATCHED).stream().map(Mistake::toString).toList();
  }

  private static final DeclaredFilter GOOD_CORS =
      cors("allowed-origins", "https://app.example.com");

  private static final DeclaredFilter GOOD_LIMITS = limits("rules", "calls: /call 5/minute");

  @Test
  void what_is_right_has_no_mistake_and_stands_in_the_order_of_requests() throws Exception {
    DeploymentCheck check = check(Map.of(), ALL_DISPATCHERS, GOOD_CORS, GOOD_LIMITS);
    assertThat(told(check)).isEmpty();
    assertThat(check.wanted())
        .extracting(candidate -> candidate.provider().filterName())
        .containsExactly("CorsFilter", "RateLimitFilter");
    assertThat(check.who()).isEqualTo("CorsFilter and RateLimitFilter");
  }

  @Test
  void of_two_filters_a_mistake_names_its_own() throws Exception {
    DeploymentCheck check =
        check(
            Map.of("weir.cors.debug", "maybe"),
            ALL_DISPATCHERS,
            cors("allowed-origins", "https://app.example.com", "mode", "shaddow"),
            limits("rules", "calls: /call 5/minute", "mode", "of"));
    assertThat(told(check))
        .containsExactly(
            "CorsFilter: mode: \"shaddow\": allowed are enforce, shadow, off. Did you mean \"shadow\"?",
            "weir.cors.debug (context-param): \"maybe\": allowed are true, false.",
            "RateLimitFilter: mode: \"of\": allowed are enforce, shadow, off. Did you mean \"off\"?");
  }

  @Test
  void a_mistake_in_a_shared_setting_is_told_once() throws Exception {
    DeploymentCheck check =
        check(Map.of("weir.enabled", "yes"), ALL_DISPATCHERS, GOOD_CORS, GOOD_LIMITS);
    check.resolve(ApplicationSecrets.provider().ofThisMachine());
    assertThat(told(check))
        .containsExactly("weir.enabled (context-param): \"yes\": allowed are true, false.");
  }

  @Test
  void one_filter_is_not_named_twice() throws Exception {
    assertThat(told(check(Map.of(), ALL_DISPATCHERS, limits("rules", "calls: /call 5/minuet"))))
        .singleElement()
        .asString()
        .startsWith("rules, line 1: \"5/minuet\"");
  }

  @Test
  void declarations_and_their_order_are_checked() throws Exception {
    assertThat(told(check(Map.of(), "", GOOD_LIMITS)))
        .singleElement()
        .asString()
        .startsWith("<filter-mapping> of limits: without <dispatcher> FORWARD, ASYNC, ERROR");
    assertThat(told(check(Map.of(), ALL_DISPATCHERS, GOOD_LIMITS, GOOD_CORS)))
        .singleElement()
        .asString()
        .startsWith("<filter-mapping> of limits: must follow that of cors");
  }

  @Test
  void secrets_and_addresses_are_read_only_when_asked_for() throws Exception {
    DeploymentCheck check =
        check(
            Map.of(
                "weir.cluster",
                "embedded",
                "weir.cluster.address",
                "192.0.2.7",
                "weir.key-secret",
                "env:NO_SUCH_VARIABLE"),
            ALL_DISPATCHERS,
            limits("rules", "calls: /call 5/minute except header:X-Probe=env:NO_SUCH_VARIABLE"));
    assertThat(told(check)).isEmpty();
    check.resolve(ApplicationSecrets.provider().ofThisMachine());
    assertThat(told(check))
        .containsExactlyInAnyOrder(
            "weir.cluster.address (context-param): \"192.0.2.7\" is not an address of this machine",
            "weir.key-secret (context-param): env:NO_SUCH_VARIABLE: no such environment variable",
            "rules, line 1: \"header:X-Probe=…\": env:NO_SUCH_VARIABLE: no such environment variable");
  }

  @Test
  void a_second_copy_of_the_jar_is_a_mistake_that_names_both_places() throws Exception {
    Deployment twice =
        new Declared(
            "/shop",
            Map.of(),
            List.of(),
            List.of("/shop.ear/lib/weir-1.jar", "/shop.ear/shop.war/WEB-INF/lib/weir-2.jar"),
            WebXml.EMPTY);
    DeploymentCheck check =
        DeploymentCheck.of(twice, new SharedSettings(Map.of(), new Written(Map.of())), List.of());
    assertThat(told(check))
        .containsExactly(
            "Weir's jar: in the application 2 times; keep one of /shop.ear/lib/weir-1.jar"
                + " and /shop.ear/shop.war/WEB-INF/lib/weir-2.jar");
  }

  @Test
  void copies_of_the_jar_are_found_by_a_class_loader(@TempDir Path folder) throws Exception {
    Path one = jar(folder.resolve("one.jar"));
    Path other = jar(folder.resolve("other.jar"));
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {one.toUri().toURL(), other.toUri().toURL(), one.toUri().toURL()}, null)) {
      assertThat(RunningDeployment.jars(loader)).containsExactly(one.toString(), other.toString());
    }
  }

  private static Path jar(Path file) throws IOException {
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
      jar.putNextEntry(new ZipEntry("io/weir/WeirInitializer.class"));
    }
    return file;
  }
}
