package io.weir.status.audit;

import io.weir.internal.events.AdministratorActed;
import io.weir.internal.events.BudgetWarned;
import io.weir.internal.events.CircuitCallEnded;
import io.weir.internal.events.CircuitChanged;
import io.weir.internal.events.Event;
import io.weir.internal.events.KeyBlocked;
import io.weir.internal.events.Refused;
import io.weir.internal.events.SecretChanged;
import io.weir.internal.events.UsageSettled;
import io.weir.internal.settings.Setting;
import io.weir.status.JsonText;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The lines of events. Every line begins with {@code v}, {@code time}, {@code event} and {@code
 * application}; the manual has the schema.
 *
 * @param application its context path
 * @param personalData what lines tell of people
 */
record AuditLines(String application, PersonalData personalData) {

  /** The number of the schema. Members may be added to it; their meaning never changes. */
  private static final int SCHEMA = 1;

  /** Decimals of a nano-unit. */
  private static final int NANO = 9;

  private static final int MOST_CHARACTERS = 200;

  /** A model's name may be what a client wrote, so only what looks like one is shown. */
  private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9._:/-]{1,100}");

  /** The line of an event; nothing if the log does not tell such events. */
  Optional<String> of(Event event) {
    if (event instanceof Refused refused) {
      return Optional.of(refused(refused));
    } else if (event instanceof UsageSettled settled) {
      return Optional.of(settled(settled));
    } else if (event instanceof CircuitCallEnded ended) {
      return Optional.of(
          begin(ended.time(), "call")
              .add("circuit", ended.circuit())
              .add("outcome", ended.outcome())
              .addUnlessEmpty("reason", shortened(ended.reason()))
              .add("duration-ms", ended.duration().toMillis())
              .toString());
    } else if (event instanceof CircuitChanged changed) {
      JsonText line =
          begin(changed.time(), "circuit")
              .add("circuit", changed.circuit())
              .add("state", changed.state())
              .addUnlessEmpty("reason", shortened(changed.reason()));
      changed.remaining().ifPresent(left -> line.add("remaining-ms", left.toMillis()));
      return Optional.of(line.toString());
    } else if (event instanceof KeyBlocked blocked) {
      return Optional.of(
          key(begin(blocked.time(), "block").add("rule", blocked.rule()), blocked.key())
              .add("until", time(blocked.until()))
              .toString());
    } else if (event instanceof BudgetWarned warned) {
      return Optional.of(
          begin(warned.time(), "budget")
              .add("budget", warned.budget())
              .add("percent", warned.percent())
              .toString());
    } else if (event instanceof AdministratorActed acted) {
      return Optional.of(acted(acted));
    } else if (event instanceof SecretChanged secret) {
      return Optional.of(
          begin(secret.time(), "secret")
              .add("secret", secret.place())
              .add("change", Setting.word(secret.change()))
              .toString());
    }
    return Optional.empty();
  }

  private String refused(Refused event) {
    JsonText line =
        begin(event.time(), "refusal")
            .add("filter", event.refusal().subject().filter())
            .addUnlessEmpty("rule", event.refusal().subject().rule())
            .add("status", event.refusal().status())
            .add("id", event.refusal().id().toString())
            .addUnlessEmpty("left", event.refusal().left());
    if (!event.refusal().until().equals(Instant.MAX)) {
      line.add("until", time(event.refusal().until()));
    }
    return key(line, event.refusal().subject().key()).toString();
  }

  private String settled(UsageSettled event) {
    JsonText line =
        begin(event.time(), "usage")
            .add("budgets", event.budgets())
            .add("id", event.id())
            .add("duration-ms", event.duration().toMillis())
            .add("estimated", event.estimated());
    if (!event.model().isEmpty()) {
      line.add("model", MODEL.matcher(event.model()).matches() ? event.model() : "other");
    }
    line.add("input-tokens", event.inputTokens())
        .add("output-tokens", event.outputTokens())
        .add("seconds", event.seconds());
    if (!event.currency().isEmpty()) {
      // A text: a reader that takes numbers for floating-point ones would change the amount.
      line.add("cost", BigDecimal.valueOf(event.nanos(), NANO).toPlainString())
          .add("currency", event.currency());
    }
    return line.toString();
  }

  private String acted(AdministratorActed event) {
    JsonText line =
        begin(event.time(), "administrator")
            .add("via", event.via())
            .add("action", event.action())
            .add("filter", event.filter())
            .addUnlessEmpty("line", event.line())
            .addUnlessEmpty("value", event.value());
    if (personalData == PersonalData.PSEUDONYMS) {
      line.addUnlessEmpty("administrator", event.administrator());
    }
    return key(line, event.key()).toString();
  }

  /** How many refusals of a rule have no line. */
  String leftOut(Instant time, RefusalSampler.LeftOut refusals) {
    return begin(time, "refusals-left-out")
        .add("filter", refusals.filter())
        .addUnlessEmpty("rule", refusals.rule())
        .add("number", refusals.number())
        .toString();
  }

  /** How many events have no line, because they came faster than lines are written. */
  String lost(Instant time, long events) {
    return begin(time, "events-lost").add("number", events).toString();
  }

  private JsonText begin(Instant time, String event) {
    return new JsonText()
        .add("v", SCHEMA)
        .add("time", time(time))
        .add("event", event)
        .add("application", application);
  }

  private JsonText key(JsonText line, String key) {
    return personalData == PersonalData.PSEUDONYMS ? line.addUnlessEmpty("key", key) : line;
  }

  private static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static String shortened(String text) {
    return text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) : text;
  }
}
