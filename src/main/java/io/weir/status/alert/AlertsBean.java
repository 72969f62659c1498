package io.weir.status.alert;

import io.weir.internal.deployment.ApplicationBean;
import io.weir.internal.events.AdministratorActed;
import io.weir.internal.events.ApplicationEvents;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.management.JMException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets an administrator see and try alerts. */
record AlertsBean(RunningAlerts running, ApplicationEvents events) implements AlertsMXBean {

  private static final Logger LOG = LoggerFactory.getLogger(AlertsBean.class);

  /**
   * Registers the alerts of an application. If they cannot be registered, they work all the same.
   *
   * @param contextPath of the application; empty for that at the root
   * @return what removes them
   */
  static Runnable register(RunningAlerts running, ApplicationEvents events, String contextPath) {
    try {
      return ApplicationBean.register(
          "Alerts", contextPath, "", new AlertsBean(running, events), AlertsMXBean.class);
    } catch (JMException e) {
      LOG.warn(
          "WEIR-144: alerts are not shown in JMX; another application of this JVM may have the same context path",
          e);
      return () -> {};
    }
  }

  @Override
  public Map<String, String> getAlerts() {
    Map<String, String> alerts = new LinkedHashMap<>();
    running
        .alerts()
        .forEach(
            alert ->
                alerts.put(
                    alert.rule().condition().toString(),
                    Objects.requireNonNull(alert.status().facts().get("state"))));
    return alerts;
  }

  @Override
  public Map<String, Map<String, String>> getChannels() {
    Map<String, Map<String, String>> channels = new LinkedHashMap<>();
    running.outboxes().forEach(outbox -> channels.put(outbox.channel(), outbox.facts()));
    return channels;
  }

  @Override
  public long getMessagesWaiting() {
    return running.outboxes().stream().mapToLong(Outbox::waiting).sum();
  }

  @Override
  public String test() {
    for (Outbox outbox : running.outboxes()) {
      running.test(outbox);
      events.tell(
          new AdministratorActed(events.now(), "jmx", "", "test", "alerts", outbox.channel(), ""));
    }
    return "A test is on its way by %s; Channels tells what becomes of it."
        .formatted(
            running.outboxes().stream().map(Outbox::channel).collect(Collectors.joining(" and ")));
  }
}
