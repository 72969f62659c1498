package io.weir.status.alert;

import io.weir.internal.secret.Secret;
import io.weir.internal.settings.Deferred;
import io.weir.internal.settings.Mistakes;
import io.weir.internal.settings.Setting;
import io.weir.internal.settings.Settings;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * The settings of mails: a session of the server by its JNDI name, or a mail server.
 *
 * @param to whom mails go to; nobody if empty
 * @param from the sender; empty for what the session of the server says
 * @param session the JNDI name; empty for a mail server
 * @param host of a mail server; empty for a session
 */
record MailPolicy(
    List<String> to,
    String from,
    String session,
    String host,
    int port,
    Security security,
    String user,
    Deferred<Optional<Secret>> password) {

  /** How the connection to the mail server is protected. */
  enum Security {
    STARTTLS,
    TLS,
    NONE
  }

  private static final Setting<List<String>> TO = Setting.list("mail-to", "", MailPolicy::address);
  private static final Setting<Optional<String>> FROM =
      Setting.optional("mail-from", MailPolicy::address);
  private static final Setting<Optional<String>> SESSION =
      Setting.optional("mail-session", MailPolicy::jndi);
  private static final Setting<String> HOST = Setting.text("smtp-host", "");
  private static final Setting<Integer> PORT = Setting.number("smtp-port", 587, 1, 65_535);
  private static final Setting<Security> SECURITY =
      Setting.oneOf("smtp-security", Security.STARTTLS);
  private static final Setting<String> USER = Setting.text("smtp-user", "");
  private static final Setting<Deferred<Optional<Secret>>> PASSWORD =
      new Setting<>(
          "smtp-password",
          "",
          (text, where, mistakes) ->
              text.isEmpty()
                  ? Deferred.of(Optional.empty())
                  : mistakes.defer(
                      where, secrets -> Optional.of(secrets.read(text)), Optional.empty()));

  private static final Pattern ADDRESS = Pattern.compile("[^\\s,;<>()\"@]+@[^\\s,;<>()\"@]+");
  private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "::1");
  private static final String TIMEOUT = "10000";

  MailPolicy {
    to = List.copyOf(to);
  }

  static MailPolicy of(Settings settings) {
    MailPolicy policy =
        new MailPolicy(
            settings.own(TO),
            settings.own(FROM).orElse(""),
            settings.own(SESSION).orElse(""),
            settings.own(HOST),
            settings.own(PORT),
            settings.own(SECURITY),
            settings.own(USER),
            settings.own(PASSWORD));
    policy.check(settings.mistakes());
    return policy;
  }

  /** Only names of the server: an address of another one, such as ldap:, would load its code. */
  private static String jndi(String text) {
    if (!text.matches("(java:)?[A-Za-z0-9_/.-]+")) {
      throw new IllegalArgumentException(
          "\"%s\": allowed is a JNDI name of this server, as in java:jboss/mail/Default or mail/weir"
              .formatted(text));
    }
    return text;
  }

  private static String address(String text) {
    if (!ADDRESS.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "\"%s\": allowed is a mail address, as in admin@example.com".formatted(text));
    }
    return text;
  }

  private void check(Mistakes mistakes) {
    if (to.isEmpty()) {
      return;
    }
    if (session.isEmpty() == host.isEmpty()) {
      mistakes.add(
          "weir.alerts.mail-to",
          "set either weir.alerts.mail-session, the JNDI name of a session of the server, or weir.alerts.smtp-host");
    } else if (session.isEmpty() && from.isEmpty()) {
      mistakes.add("weir.alerts.mail-from", "missing; set the address of the sender");
    }
    if (security == Security.NONE && !user.isEmpty() && !LOOPBACK.contains(host)) {
      mistakes.add(
          "weir.alerts.smtp-security",
          "with none, the password would be readable on the network; allowed are starttls and tls");
    }
  }

  /**
   * The channel; none if nobody gets mails.
   *
   * @param application sees the interface of the server
   */
  Optional<Channel> channel(ClassLoader application, Mistakes mistakes) {
    if (to.isEmpty() || session.isEmpty() == host.isEmpty()) {
      return Optional.empty();
    }
    Optional<MailApi> api = MailApi.of(application);
    if (api.isEmpty()) {
      mistakes.add(
          "weir.alerts.mail-to",
          "this server has no Jakarta Mail that the application sees; set weir.alerts.webhook instead");
      return Optional.empty();
    }
    if (!host.isEmpty()) {
      String secret = password.get().flatMap(Secret::text).orElse("");
      return Optional.of(
          new MailChannel(
              api.get(),
              api.get().open(properties()),
              Optional.of(new MailApi.Login(host, port, user, secret)),
              from,
              to));
    }
    return ofServer(api.get(), mistakes);
  }

  @SuppressWarnings("BanJNDI") // The administrator wrote the name, and it is one of this server.
  private Optional<Channel> ofServer(MailApi api, Mistakes mistakes) {
    try {
      Object found = new InitialContext().lookup(session);
      if (api.session().isInstance(found)) {
        return Optional.of(new MailChannel(api, found, Optional.empty(), from, to));
      }
      mistakes.add(
          "weir.alerts.mail-session",
          "\"%s\": this is no mail session, but %s"
              .formatted(session, found == null ? "nothing" : found.getClass().getName()));
    } catch (NamingException e) {
      mistakes.add(
          "weir.alerts.mail-session",
          "\"%s\": no such name in JNDI; WildFly has java:jboss/mail/Default".formatted(session));
    }
    return Optional.empty();
  }

  private Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("mail.smtp.connectiontimeout", TIMEOUT);
    properties.setProperty("mail.smtp.timeout", TIMEOUT);
    properties.setProperty("mail.smtp.writetimeout", TIMEOUT);
    properties.setProperty("mail.smtp.auth", Boolean.toString(!user.isEmpty()));
    properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
    switch (security) {
      case STARTTLS -> {
        properties.setProperty("mail.smtp.starttls.enable", "true");
        properties.setProperty("mail.smtp.starttls.required", "true");
      }
      case TLS -> properties.setProperty("mail.smtp.ssl.enable", "true");
      case NONE -> {}
    }
    return properties;
  }
}
