package io.weir.status.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.docs.Document;
import io.weir.internal.counting.CallStatistics;
import io.weir.internal.counting.TableSize;
import io.weir.internal.events.AdministratorActed;
import io.weir.internal.events.BudgetExceeded;
import io.weir.internal.events.BudgetWarned;
import io.weir.internal.events.CircuitCallEnded;
import io.weir.internal.events.CircuitChanged;
import io.weir.internal.events.EventCounters;
import io.weir.internal.events.KeyBlocked;
import io.weir.internal.events.LimitChecked;
import io.weir.internal.events.LimitExceeded;
import io.weir.internal.events.SecretChanged;
import io.weir.internal.events.UsageSettled;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code ops/} offers for Prometheus and Grafana, and the page, name metrics that exist. */
class OpsTest {

  private static final Path OPS = Path.of("..", "ops");

  /** The panels of Grafana itself, of every version since 9. */
  private static final Set<String> PANELS =
      Set.of("timeseries", "stat", "bargauge", "state-timeline", "table");

  private static final Pattern NAME =
      Pattern.compile(
          "\\b(weir|rate_limit|api_cost|token_usage|budget|active_sessions|session_duration)_[a-z_]+\\b(?!\\s*[=!]~?\")");

  /** Every metric, each with a series. */
  static List<Family> families() {
    Collector collector = new Collector();
    Instant now = Instant.EPOCH;
    collector.accept(
        new UsageSettled(
            now, List.of(), "", Duration.ZERO, "", 1, 1, 0, "USD", 1, false, "gpt-5", ""));
    collector.accept(new LimitChecked(now, "/login", Duration.ofMillis(1)));
    collector.accept(new LimitExceeded(now, "login", "/login", "192.0.2.0/24"));
    collector.accept(new BudgetExceeded(now, "hour", ""));
    collector.accept(new BudgetWarned(now, "hour", 80));
    collector.accept(new KeyBlocked(now, "login", "key", now));
    collector.accept(new CircuitChanged(now, "openai", "open", "", Optional.empty()));
    collector.accept(new CircuitCallEnded(now, "openai", "failure", "", Duration.ZERO));
    collector.accept(new SecretChanged(now, "vault:app/db", SecretChanged.Change.ROTATED));
    collector.accept(new AdministratorActed(now, "jmx", "", "reset", "budget", "hour", ""));
    List<Family> families = new ArrayList<>(collector.families(Map.of("openai", "half-open")));
    families.add(
        RequestCounts.family(new EventCounters("rate-limit", List.of("login")).snapshot()));
    families.add(SecretAges.family(Map.of("db.password", Duration.ofSeconds(90))));
    families.addAll(NodeFamilies.of("1"));
    families.addAll(NodeFamilies.ofTables(List.of(new TableSize("entries", 17, 0))));
    families.addAll(NodeFamilies.ofCluster(Optional.of(2), new CallStatistics()));
    return families;
  }

  private static String nameInPrometheus(Family family) {
    return family.type() == Family.Type.COUNTER ? family.name() + "_total" : family.name();
  }

  private static Set<String> series() {
    Set<String> names = new TreeSet<>();
    for (Family family : families()) {
      names.add(nameInPrometheus(family));
      family.samples().forEach(sample -> names.add(family.name() + sample.suffix()));
    }
    return names;
  }

  static Stream<Path> dashboards() throws IOException {
    try (Stream<Path> files = Files.list(OPS.resolve("grafana"))) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void a_dashboard_has_known_panels_and_asks_for_metrics_that_exist(Path file) throws IOException {
    Dashboard board = Dashboard.read(file);

    assertThat(board.uid()).startsWith("weir-");
    assertThat(board.panels()).isNotEmpty();
    assertThat(board.panels()).extracting(Dashboard.Panel::id).doesNotHaveDuplicates();
    for (Dashboard.Panel panel : board.panels()) {
      assertThat(panel.type()).isIn(PANELS);
      assertThat(panel.left() + panel.width()).isBetween(1, 24);
      assertThat(panel.expressions()).isNotEmpty();
      for (String expression : panel.expressions()) {
        assertThat(names(expression)).isSubsetOf(series());
      }
    }
  }

  private static Set<String> names(String text) {
    return NAME.matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void rules_ask_for_metrics_that_exist(String file) throws IOException {
    assertThat(names(Files.readString(OPS.resolve(file)))).isNotEmpty().isSubsetOf(series());
  }

  static Stream<String> rules() {
    return Stream.of("alerts.yml", "alerts-test.yml");
  }

  /** Shows that the tests above can fail. */
  @Test
  void a_wrong_name_is_found() {
    assertThat(series())
        .containsAll(names("rate(weir_requests_total[5m])"))
        .doesNotContainAnyElementsOf(names("rate(weir_refusals_total[5m])"));
  }

  @Test
  void prometheus_reads_its_configuration_and_the_rules_do_what_they_say() throws Exception {
    Promtool promtool = Promtool.installed();

    assertThat(
            promtool.run(
                "", "check", "config", "--syntax-only", OPS.resolve("prometheus.yml").toString()))
        .isEmpty();
    assertThat(promtool.run("", "check", "rules", OPS.resolve("alerts.yml").toString())).isEmpty();
    assertThat(promtool.run("", "test", "rules", OPS.resolve("alerts-test.yml").toString()))
        .isEmpty();
  }

  @Test
  void promtool_finds_nothing_wrong_with_any_metric() throws Exception {
    assertThat(Promtool.installed().run(Exposition.PROMETHEUS.text(families()), "check", "metrics"))
        .isEmpty();
  }

  @Test
  void every_alert_has_a_test() throws IOException {
    Pattern alert = Pattern.compile("alert(?:name)?: (Weir[A-Za-z]+)");
    assertThat(found(alert, "alerts-test.yml")).isEqualTo(found(alert, "alerts.yml"));
  }

  private static Set<String> found(Pattern pattern, String file) throws IOException {
    return pattern
        .matcher(Files.readString(OPS.resolve(file)))
        .results()
        .map(result -> result.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The beans whose attributes exporters of servers publish, by the type in their names. */
  private static final Map<String, String> BEANS =
      Map.of(
          "Metrics",
          "io.weir.status.metrics.MetricsMXBean",
          "Alerts",
          "io.weir.status.alert.AlertsMXBean",
          "Circuit",
          "io.weir.breaker.CircuitMXBean");

  private static Set<String> attributes(String bean) throws ClassNotFoundException {
    return Arrays.stream(Class.forName(BEANS.get(bean)).getMethods())
        .map(Method::getName)
        .filter(name -> name.startsWith("get"))
        .map(name -> name.substring("get".length()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void payara_publishes_attributes_that_exist() throws Exception {
    List<MatchResult> published =
        Pattern.compile("<mbean>io\\.weir:type=(\\w+),application=%s/(\\w+)</mbean>")
            .matcher(Files.readString(OPS.resolve("payara/metrics.xml")))
            .results()
            .toList();

    assertThat(published).hasSize(10);
    for (MatchResult one : published) {
      assertThat(attributes(one.group(1))).contains(one.group(2));
    }
  }

  /** The exporter writes {@code requests_refused} for {@code RequestsRefused}. */
  @Test
  void the_exporter_on_wildfly_publishes_attributes_that_exist() throws Exception {
    List<MatchResult> rules =
        Pattern.compile("pattern: 'io\\\\.weir<type=(\\w+), .*><>\\(?([a-z_|]+)\\)?: ")
            .matcher(Files.readString(OPS.resolve("wildfly/jmx-exporter.yml")))
            .results()
            .toList();

    assertThat(rules).hasSize(4);
    for (MatchResult rule : rules) {
      Set<String> written =
          attributes(rule.group(1)).stream()
              .map(name -> name.replaceAll("(?<=.)([A-Z])", "_$1").toLowerCase(Locale.ROOT))
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(written).contains(rule.group(2).split("\\|"));
    }
  }

  @Test
  void the_page_explains_every_metric_with_its_labels_and_no_other() {
    Set<String> rows =
        Pattern.compile("(?m)^\\| `([a-z_]+(?:\\{[a-z_,]+})?)` \\|")
            .matcher(Document.page("metrics.md").text().replaceFirst("(?s)\n## Settings.*", ""))
            .results()
            .map(row -> row.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> metrics =
        families().stream()
            .map(OpsTest::nameInPrometheus)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(rows.stream().map(row -> row.replaceFirst("\\{.*", "")))
        .containsExactlyInAnyOrderElementsOf(metrics);
    for (Family family : families()) {
      family.samples().stream()
          .findFirst()
          .map(Sample::labels)
          .filter(labels -> !labels.isEmpty())
          .ifPresent(
              labels ->
                  assertThat(rows)
                      .contains(
                          nameInPrometheus(family)
                              + labels.stream()
                                  .map(Sample.Label::name)
                                  .filter(name -> !name.equals("le"))
                                  .collect(Collectors.joining(",", "{", "}"))));
    }
  }
}
