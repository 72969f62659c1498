package io.weir.status.alert;

import io.weir.internal.counting.cluster.ClusterPolicy;
import io.weir.internal.secret.Secret;
import io.weir.internal.secret.SecretReader;
import io.weir.internal.settings.Deferred;
import io.weir.internal.settings.Mode;
import io.weir.internal.settings.Setting;
import io.weir.internal.settings.Settings;
import io.weir.internal.settings.SharedSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The settings of alerts.
 *
 * @param alerts what is watched
 * @param report when the costs of the day before are reported; never if empty
 * @param channels how messages are sent
 * @param currency of daily costs, by ISO 4217
 */
record AlertPolicy(
    List<AlertRule> alerts,
    Optional<LocalTime> report,
    Deferred<List<Channel>> channels,
    String currency,
    String scope,
    ZoneId zone,
    Deferred<ClusterPolicy> cluster) {

  static final Setting<List<AlertRule>> ALERTS = new Setting<>("alerts", "", AlertParser::parseAll);

  private static final Setting<Optional<LocalTime>> REPORT =
      Setting.optional("daily-report", AlertPolicy::time);
  private static final Setting<String> CURRENCY =
      new Setting<>(
          "daily-currency",
          "USD",
          (text, where, mistakes) ->
              new AlertRule.DailyCost(AlertParser.checked(text), 1).currency());
  private static final Setting<Deferred<Optional<URI>>> WEBHOOK =
      new Setting<>(
          "webhook",
          "",
          (text, where, mistakes) ->
              text.isEmpty()
                  ? Deferred.of(Optional.empty())
                  : mistakes.defer(
                      where, secrets -> Optional.of(url(text, secrets)), Optional.empty()));
  private static final Setting<Deferred<Optional<Secret>>> WEBHOOK_SECRET =
      Setting.deferredSecret("webhook-secret");
  private static final Setting<Optional<String>> WEBHOOK_TEMPLATE =
      Setting.optional("webhook-template", text -> text);

  private static final Pattern TIME = Pattern.compile("[0-2][0-9]:[0-5][0-9]");
  private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "[::1]");

  AlertPolicy {
    alerts = List.copyOf(alerts);
  }

  /**
   * Reads every setting. Mistakes are added to {@code settings}.
   *
   * @param contextPath the scope where none is written
   */
  static AlertPolicy of(Settings settings, String contextPath) {
    boolean enabled = Mode.isEnabled(settings);
    List<AlertRule> alerts = settings.shared(ALERTS);
    Optional<LocalTime> report = settings.own(REPORT);
    String scope = settings.shared(SharedSettings.SCOPE);
    Deferred<List<Channel>> channels = channels(settings);
    if (!alerts.isEmpty() || report.isPresent()) {
      settings
          .mistakes()
          .deferCheck(
              all -> {
                if (channels.get().isEmpty() && all.none()) {
                  all.add(
                      alerts.isEmpty() ? "weir.alerts.daily-report" : "weir.alerts",
                      "nobody would be told; set weir.alerts.webhook or weir.alerts.mail-to");
                }
              });
    }
    return new AlertPolicy(
        enabled ? alerts : List.of(),
        enabled ? report : Optional.empty(),
        channels,
        currency(alerts, settings),
        scope.isEmpty() ? contextPath : scope,
        settings.shared(SharedSettings.TIME_ZONE),
        ClusterPolicy.of(settings));
  }

  /** The one currency of all alerts; that of the report where there is none. */
  private static String currency(List<AlertRule> alerts, Settings settings) {
    String written = settings.own(CURRENCY);
    List<String> currencies =
        alerts.stream()
            .flatMap(
                alert ->
                    alert.condition() instanceof AlertRule.DailyCost cost
                        ? List.of(cost.currency()).stream()
                        : List.<String>of().stream())
            .distinct()
            .toList();
    if (currencies.size() > 1
        || (settings.isGiven(CURRENCY)
            && currencies.size() == 1
            && !currencies.contains(written))) {
      settings
          .mistakes()
          .add(
              "weir.alerts",
              "daily costs have one currency, that of the budgets; Weir knows no exchange rates");
    }
    return currencies.isEmpty() ? written : currencies.get(0);
  }

  private static Deferred<List<Channel>> channels(Settings settings) {
    Deferred<Optional<URI>> webhook = settings.own(WEBHOOK);
    Deferred<Optional<Secret>> secret = settings.own(WEBHOOK_SECRET);
    Optional<String> template = settings.own(WEBHOOK_TEMPLATE);
    MailPolicy mail = MailPolicy.of(settings);
    return settings
        .mistakes()
        .defer(
            (mistakes, secrets) -> {
              List<Channel> channels = new ArrayList<>(2);
              webhook
                  .get()
                  .ifPresent(
                      url ->
                          channels.add(
                              new Webhook(url, secret.get(), template, InstantSource.system())));
              mail.channel(Thread.currentThread().getContextClassLoader(), mistakes)
                  .ifPresent(channels::add);
              return List.copyOf(channels);
            });
  }

  private static LocalTime time(String text) {
    try {
      if (TIME.matcher(text).matches()) {
        return LocalTime.parse(text);
      }
    } catch (DateTimeException e) {
      // The message below says what is allowed.
    }
    throw new IllegalArgumentException(
        "\"%s\": allowed is a time of the day in weir.time-zone, 00:00 to 23:59, as in 07:30"
            .formatted(text));
  }

  /** The URL of a webhook is a secret: whoever knows it may post. No message repeats it. */
  private static URI url(String reference, SecretReader secrets) {
    String text =
        secrets
            .read(reference)
            .text()
            .orElseThrow(() -> new IllegalArgumentException("the URL is not UTF-8 text"))
            .strip();
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "%s does not hold a URL".formatted(Secret.shown(reference)));
    }
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    boolean here = scheme.equals("http") && LOOPBACK.contains(String.valueOf(url.getHost()));
    if (url.getHost() == null || url.getUserInfo() != null || !(scheme.equals("https") || here)) {
      throw new IllegalArgumentException(
          "%s must hold a URL with https, or with http and this machine, as in https://hooks.example.com/weir"
              .formatted(Secret.shown(reference)));
    }
    return url;
  }

  /** Whether something is watched or reported. */
  boolean isOn() {
    return !alerts.isEmpty() || report.isPresent();
  }

  /** Whether daily costs are kept. */
  boolean needsCosts() {
    return report.isPresent()
        || alerts.stream().anyMatch(alert -> alert.condition() instanceof AlertRule.DailyCost);
  }
}
