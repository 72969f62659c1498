package io.weir.budget;

import io.weir.internal.body.JsonPointerField;
import io.weir.internal.client.TrustedProxies;
import io.weir.internal.counting.WhenClusterFails;
import io.weir.internal.counting.cluster.ClusterPolicy;
import io.weir.internal.phone.PhoneNumberParser;
import io.weir.internal.rules.ApiKeys;
import io.weir.internal.rules.Key;
import io.weir.internal.rules.KeyResolvers;
import io.weir.internal.settings.Deferred;
import io.weir.internal.settings.Mistakes;
import io.weir.internal.settings.Mode;
import io.weir.internal.settings.Setting;
import io.weir.internal.settings.Settings;
import io.weir.internal.settings.SharedSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The settings of the budget filter.
 *
 * @param maxOutputTokens the tokens of an answer whose request does not limit them
 * @param body the bytes of a body that are read for an estimate
 * @param lease after which a reservation that nobody settles is charged
 * @param stateDirectory where what is spent outlives a restart
 * @param currency of all budgets of money, by ISO 4217
 */
record BudgetPolicy(
    Mode mode,
    List<Budget> budgets,
    Deferred<PriceTable> prices,
    Unpriced unpriced,
    WhenClusterFails whenClusterFails,
    int maxOutputTokens,
    int body,
    Duration lease,
    Fields fields,
    UsageFrom usageFrom,
    Headers headers,
    Deferred<Optional<Path>> stateDirectory,
    String currency,
    String scope,
    ZoneId zone,
    TrustedProxies trustedProxies,
    PhoneNumberParser phoneNumbers,
    ApiKeys apiKeys,
    Deferred<ClusterPolicy> cluster) {

  static final Setting<List<Budget>> BUDGETS = new Setting<>("budgets", "", BudgetParser::parseAll);

  private static final Setting<PriceTable> PRICES = new Setting<>("prices", "", PriceTable::parse);
  private static final Setting<String> PRICES_FILE = Setting.text("prices-file", "");
  private static final Setting<Unpriced> UNPRICED =
      new Setting<>("unpriced", "block", (text, where, mistakes) -> Unpriced.parse(text));
  private static final Setting<WhenClusterFails> WHEN_CLUSTER_FAILS =
      Setting.oneOf("when-cluster-fails", WhenClusterFails.LOCAL);
  private static final Setting<Integer> MAX_OUTPUT_TOKENS =
      Setting.number("max-output-tokens", 4096, 1, 100_000_000);
  private static final Setting<Integer> BODY =
      Setting.number("body", 1_048_576, 65_536, 67_108_864);
  private static final Setting<Duration> LEASE =
      Setting.duration("lease", "1h", Duration.ofMinutes(1), Duration.ofHours(24));
  private static final Setting<UsageFrom> USAGE_FROM =
      Setting.oneOf("usage-from", UsageFrom.ATTRIBUTE);
  private static final Setting<Headers> HEADERS = Setting.oneOf("headers", Headers.NONE);
  private static final Setting<Deferred<Optional<Path>>> STATE_DIRECTORY =
      Setting.deferred("state-dir", BudgetPolicy::directory);
  private static final Setting<List<JsonPointerField>> MODEL_FIELDS =
      Setting.list("model-fields", "/model", JsonPointerField::new);
  private static final Setting<List<JsonPointerField>> OUTPUT_FIELDS =
      Setting.list(
          "output-fields",
          "/max_tokens, /max_completion_tokens, /max_output_tokens",
          JsonPointerField::new);
  private static final Setting<List<JsonPointerField>> COUNT_FIELDS =
      Setting.list("count-fields", "/n, /best_of", JsonPointerField::new);

  private static final String NO_SECRET =
      "needs weir.key-secret, such as file:/run/secrets/weir: without it, the names of sessions and users are others after each start";

  private static final Set<PosixFilePermission> OF_OTHERS =
      Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  BudgetPolicy {
    budgets = List.copyOf(budgets);
  }

  /** Which headers tell clients what their own budgets have left. */
  enum Headers {
    NONE,
    /** {@code X-Budget-Limit} and others. */
    X_BUDGET
  }

  /** Who may report what a request used. */
  enum UsageFrom {
    /** A request attribute. */
    ATTRIBUTE,
    /** A request attribute, or a response header. */
    HEADER,
    /** A request attribute, or the answer, in the form of public APIs. */
    BODY
  }

  /**
   * Where a JSON body tells what it asks for.
   *
   * @param model names of models
   * @param output limits of the tokens of an answer
   * @param count numbers of answers
   */
  record Fields(
      List<JsonPointerField> model, List<JsonPointerField> output, List<JsonPointerField> count) {

    Fields {
      model = List.copyOf(model);
      output = List.copyOf(output);
      count = List.copyOf(count);
    }

    List<JsonPointerField> all() {
      return Stream.of(model, output, count).flatMap(List::stream).toList();
    }
  }

  /**
   * Reads every setting. Mistakes are added to {@code settings}.
   *
   * @param contextPath the scope where none is written
   */
  static BudgetPolicy of(Settings settings, String contextPath) {
    Mistakes mistakes = settings.mistakes();
    Mode mode = Mode.of(settings);
    String scope = settings.shared(SharedSettings.SCOPE);
    List<Budget> budgets = settings.own(BUDGETS);
    List<Key> keys =
        budgets.stream()
            .flatMap(
                budget ->
                    Stream.concat(
                        Stream.of(budget.options().key()),
                        budget.options().share().map(BudgetOptions.Share::each).stream()))
            .toList();
    mistakes.deferCheck(all -> KeyResolvers.check(keys, BUDGETS.name(), all));
    ApiKeys apiKeys = ApiKeys.of(settings);
    mistakes.deferCheck(all -> apiKeys.check(keys, BUDGETS.name(), all));
    Unpriced unpriced = settings.own(UNPRICED);
    String currency = currency(budgets);
    unpriced
        .flat()
        .filter(flat -> hasMoney(budgets) && !flat.currency().equals(currency))
        .ifPresent(
            flat ->
                mistakes.add(
                    UNPRICED.name(),
                    "\"flat %s\": the budgets are in %s; Weir knows no exchange rates"
                        .formatted(flat, currency)));
    Deferred<Optional<Path>> stateDirectory = settings.own(STATE_DIRECTORY);
    Deferred<ClusterPolicy> cluster = ClusterPolicy.of(settings);
    mistakes.deferCheck(
        all -> {
          boolean secretIsWrong =
              all.found().stream().anyMatch(one -> one.toString().startsWith("weir.key-secret"));
          if (stateDirectory.get().isPresent()
              && cluster.get().keySecret().isEmpty()
              && !secretIsWrong) {
            all.add(STATE_DIRECTORY.name(), NO_SECRET);
          }
        });
    return new BudgetPolicy(
        mode,
        budgets.stream().map(budget -> mode == Mode.SHADOW ? budget.inShadow() : budget).toList(),
        prices(settings),
        unpriced,
        settings.own(WHEN_CLUSTER_FAILS),
        settings.own(MAX_OUTPUT_TOKENS),
        settings.own(BODY),
        settings.own(LEASE),
        new Fields(
            settings.own(MODEL_FIELDS), settings.own(OUTPUT_FIELDS), settings.own(COUNT_FIELDS)),
        settings.own(USAGE_FROM),
        settings.own(HEADERS),
        stateDirectory,
        currency,
        scope.isEmpty() ? contextPath : scope,
        settings.shared(SharedSettings.TIME_ZONE),
        TrustedProxies.of(settings),
        PhoneNumberParser.of(settings),
        apiKeys,
        cluster);
  }

  private static Deferred<PriceTable> prices(Settings settings) {
    PriceTable written = settings.own(PRICES);
    String file = settings.own(PRICES_FILE);
    return file.isEmpty()
        ? Deferred.of(written)
        : settings
            .mistakes()
            .defer(
                (mistakes, secrets) ->
                    written.and(
                        PriceTable.parse(
                            text(file, mistakes),
                            "%s %s".formatted(PRICES_FILE.name(), file),
                            mistakes),
                        PRICES_FILE.name(),
                        mistakes));
  }

  private static String text(String file, Mistakes mistakes) {
    try {
      return Files.readString(Path.of(file), StandardCharsets.UTF_8);
    } catch (IOException | IllegalArgumentException e) {
      mistakes.add(
          PRICES_FILE.name(),
          "\"%s\": the file cannot be read (%s)".formatted(file, e.getClass().getSimpleName()));
      return "";
    }
  }

  private static Path directory(String text) {
    Path directory = Path.of(text);
    if (!directory.isAbsolute() || !Files.isDirectory(directory) || !Files.isWritable(directory)) {
      throw new IllegalArgumentException(
          "\"%s\": must be the absolute path of an existing directory that this server may write, such as /var/lib/shop/budgets"
              .formatted(text));
    }
    try {
      if (Files.getFileStore(directory).supportsFileAttributeView("posix")
          && Files.getPosixFilePermissions(directory).stream().anyMatch(OF_OTHERS::contains)) {
        throw new IllegalArgumentException(
            "\"%s\": other users of this machine may write to it; run chmod go-w".formatted(text));
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "\"%s\": its permissions cannot be read".formatted(text), e);
    }
    return directory;
  }

  private static boolean hasMoney(List<Budget> budgets) {
    return budgets.stream().anyMatch(budget -> budget.unit() == Unit.MONEY);
  }

  private static String currency(List<Budget> budgets) {
    return budgets.stream()
        .filter(budget -> budget.unit() == Unit.MONEY)
        .map(budget -> budget.kind().currency())
        .findFirst()
        .orElse(Money.DOLLAR);
  }

  /** The budget with this name. */
  Optional<Budget> named(String name) {
    return budgets.stream().filter(budget -> budget.name().equals(name)).findFirst();
  }
}
