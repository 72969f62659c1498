package io.weir.status.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.weir.internal.secret.Secret;
import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Settings;
import io.weir.secrets.CapturedLog;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Alerts by mail, at a real mail server. */
@Timeout(60)
class MailTest {

  private static final String PASSWORD = "canary-71c0ab";

  private final Instant now = Instant.parse("2026-11-27T12:00:00Z");
  private GreenMail server;

  @BeforeEach
  void start() {
    server = new GreenMail(ServerSetup.SMTP.dynamicPort());
    server.setUser("weir@example.com", "weir", PASSWORD);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private static Settings settings(Map<String, String> written) {
    Map<String, String> all = new TreeMap<>(written);
    all.put("weir.alerts", "cluster lost");
    return Settings.early("alerts", all);
  }

  private AlertPolicy policy(Map<String, String> more) {
    Map<String, String> written =
        new TreeMap<>(
            Map.of(
                "weir.alerts.mail-to", "admin@example.com, boss@example.com",
                "weir.alerts.mail-from", "weir@example.com",
                "weir.alerts.smtp-host", "127.0.0.1",
                "weir.alerts.smtp-port", Integer.toString(server.getSmtp().getPort()),
                "weir.alerts.smtp-security", "none",
                "weir.alerts.smtp-user", "weir",
                "weir.alerts.smtp-password", "env:PASSWORD"));
    written.putAll(more);
    Settings settings = settings(written);
    AlertPolicy policy = AlertPolicy.of(settings, "/shop");
    settings.mistakes().resolve(reference -> Secret.of(PASSWORD));
    assertThat(settings.check()).isEmpty();
    return policy;
  }

  private AlertMessage message() {
    return new AlertMessage(
        "id-1",
        AlertMessage.Kind.ALERT,
        now,
        "/shop",
        "budget h\u00f6r\r\nBcc: x@example.com",
        "85% are used.");
  }

  @Test
  void a_message_comes_to_everybody() throws Exception {
    policy(Map.of()).channels().get().get(0).send(message());

    MimeMessage[] received = server.getReceivedMessages();
    assertThat(received).hasSize(2);
    assertThat(received[0].getSubject())
        .isEqualTo("Weir of /shop: budget h\u00f6r  Bcc: x@example.com");
    assertThat(received[0].getHeader("Bcc")).isNull();
    assertThat(received[0].getFrom()[0]).hasToString("weir@example.com");
    assertThat(received[0].getHeader("To", ",")).isEqualTo("admin@example.com, boss@example.com");
    assertThat(received[0].getHeader("Auto-Submitted", ",")).isEqualTo("auto-generated");
    assertThat(received[0].getContent().toString()).startsWith("85% are used.");
  }

  @Test
  void a_session_of_the_server_sends_too() throws Exception {
    Properties properties = new Properties();
    properties.setProperty("mail.smtp.host", "127.0.0.1");
    properties.setProperty("mail.smtp.port", Integer.toString(server.getSmtp().getPort()));
    properties.setProperty("mail.from", "server@example.com");
    MailApi api = MailApi.of(MailTest.class.getClassLoader()).orElseThrow();

    new MailChannel(
            api,
            Session.getInstance(properties),
            Optional.empty(),
            "",
            List.of("admin@example.com"))
        .send(message());

    assertThat(server.getReceivedMessages()).hasSize(1);
  }

  @Test
  void a_wrong_password_and_a_server_that_is_down_are_told_without_the_password() {
    server.setUser("weir@example.com", "weir", "another");
    Outbox outbox = new Outbox(policy(Map.of()).channels().get().get(0));
    try (CapturedLog log = CapturedLog.of("io.weir")) {
      outbox.add(message());
      outbox.send(now);
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().toString())
          .contains(
              "WEIR-128: an alert does not arrive by mail and is sent again for an hour: AuthenticationFailedException")
          .doesNotContain(PASSWORD);

      server.stop();
      outbox.send(now.plusSeconds(1));
      assertThat(log.lines()).hasSize(1);
    }
  }

  @Test
  void a_server_without_starttls_gets_neither_mail_nor_password() throws Exception {
    Outbox outbox =
        new Outbox(policy(Map.of("weir.alerts.smtp-security", "starttls")).channels().get().get(0));
    outbox.add(message());
    outbox.send(now);
    outbox.send(now.plus(Duration.ofHours(2)));

    assertThat(server.getReceivedMessages()).isEmpty();
  }

  private static List<Mistake> mistakes(Map<String, String> written) {
    Settings settings = settings(written);
    AlertPolicy.of(settings, "/shop");
    settings
        .mistakes()
        .resolve(
            reference -> {
              if (!reference.startsWith("env:")) {
                throw new IllegalArgumentException("must be a reference");
              }
              return Secret.of("ftp://" + PASSWORD);
            });
    return settings.check();
  }

  @Test
  void mistakes_are_told_at_deployment() {
    assertThat(mistakes(Map.of()))
        .containsExactly(
            new Mistake(
                "weir.alerts",
                "nobody would be told; set weir.alerts.webhook or weir.alerts.mail-to"));
    assertThat(
            mistakes(
                Map.of(
                    "weir.alerts.mail-to", "admin@example.com",
                    "weir.alerts.mail-session", "java:nothing/here")))
        .containsExactly(
            new Mistake(
                "weir.alerts.mail-session",
                "\"java:nothing/here\": no such name in JNDI; WildFly has java:jboss/mail/Default"));
    assertThat(mistakes(Map.of("weir.alerts.mail-session", "ldap://192.0.2.1/x")).toString())
        .contains("allowed is a JNDI name of this server");
    assertThat(mistakes(Map.of("weir.alerts.mail-to", "admin")).toString())
        .contains("\"admin\": allowed is a mail address, as in admin@example.com");
    assertThat(mistakes(Map.of("weir.alerts.mail-to", "admin@example.com")).toString())
        .contains("set either weir.alerts.mail-session");
    assertThat(
            mistakes(
                    Map.of(
                        "weir.alerts.mail-to", "admin@example.com",
                        "weir.alerts.mail-from", "weir@example.com",
                        "weir.alerts.smtp-host", "mail.example.com",
                        "weir.alerts.smtp-user", "weir",
                        "weir.alerts.smtp-security", "none"))
                .toString())
        .contains("the password would be readable");
    assertThat(mistakes(Map.of("weir.alerts.webhook", "env:URL")).toString())
        .contains("env:URL must hold a URL with https")
        .doesNotContain(PASSWORD);
    assertThat(mistakes(Map.of("weir.alerts.webhook", "https://" + PASSWORD)).toString())
        .contains("must be a reference")
        .doesNotContain(PASSWORD);
  }

  /** A server without mail: where nobody sees the interface, there is none. */
  @Test
  void without_jakarta_mail_there_is_no_channel() {
    assertThat(MailApi.of(ClassLoader.getPlatformClassLoader())).isEmpty();
  }
}
