package io.weir.status.alert;

import io.weir.internal.counting.state.SharedState;
import io.weir.internal.deployment.LineStatus;
import io.weir.internal.events.Event;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One alert on this node. Each node reports what it sees; all of them compute the whole, and one
 * sends the message. That one also tells when it is over.
 */
final class Alert implements AutoCloseable {

  /** What a node sees, and whether it has sent the message. */
  private static final Pattern REPORT = Pattern.compile("([0-9]{1,18}) (sent|quiet)");

  private final AlertRule rule;
  private final Watch watch;
  private final Claims claims;
  private final SharedState state;
  private final String name;
  private final SharedState.Report report;
  private final ZoneId zone;
  private final BiConsumer<AlertMessage.Kind, String> out;
  private String reported = "0 quiet";
  private volatile boolean sent;

  /** Before this time nothing is told, also if it begins anew. */
  private Instant next = Instant.MIN;

  /**
   * Watches from now on.
   *
   * @param scope applications of one scope alert together
   * @param zone of the times in messages
   * @param out takes a message about this alert
   */
  Alert(
      AlertRule rule,
      Watch watch,
      Claims claims,
      SharedState state,
      String scope,
      ZoneId zone,
      BiConsumer<AlertMessage.Kind, String> out) {
    this.rule = rule;
    this.watch = watch;
    this.claims = claims;
    this.state = state;
    this.name = SharedState.name("alert", scope, rule.condition().toString());
    this.report = state.report(name, reported);
    this.zone = zone;
    this.out = out;
  }

  AlertRule rule() {
    return rule;
  }

  /** The alert for the status page. */
  LineStatus status() {
    return new LineStatus(
        rule.condition().toString(), "", Map.of("state", sent ? "told" : "quiet"), List.of());
  }

  /** Takes an event. Never waits. */
  void accept(Event event) {
    watch.accept(event);
  }

  /** Looks whether there is something to tell. Waits for the cluster as long as a request would. */
  void look(Instant now) {
    long own = watch.reading(now);
    report(own);
    long whole = watch.addsUp() ? whole() : own;
    boolean fires = watch.fires(whole);
    if (fires && own > 0 && !sent && !sentByOthers()) {
      Duration window = watch.window(rule.every());
      if (claims.claim(rule.condition() + " " + watch.occasion(now), window)) {
        sent = true;
        next = now.plus(window);
        out.accept(AlertMessage.Kind.ALERT, watch.text(now, whole));
      }
    } else if (!fires && sent) {
      sent = false;
      out.accept(AlertMessage.Kind.RESOLVED, watch.resolved() + untilNext(now));
    }
    report(own);
  }

  private String untilNext(Instant now) {
    return next.isAfter(now)
        ? " If it begins again before %s, it is told then at the earliest."
            .formatted(Times.print(next, now, zone))
        : "";
  }

  private void report(long own) {
    String text = "%s %s".formatted(watch.addsUp() ? own : 0, sent ? "sent" : "quiet");
    if (!text.equals(reported)) {
      reported = text;
      report.set(text);
    }
  }

  private long whole() {
    return state.reported(name).stream()
        .flatMap(one -> one.texts().stream())
        .map(REPORT::matcher)
        .filter(Matcher::matches)
        .mapToLong(read -> Long.parseLong(read.group(1)))
        .sum();
  }

  private boolean sentByOthers() {
    return watch.addsUp() && state.besides(report).stream().anyMatch(text -> text.endsWith("sent"));
  }

  @Override
  public void close() {
    report.close();
  }
}
