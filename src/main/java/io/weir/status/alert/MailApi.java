package io.weir.status.alert;

import java.lang.reflect.InvocationTargetException;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Jakarta Mail of the server, or JavaMail of an older one, called by name: Weir compiles and runs
 * where there is neither.
 *
 * @param root the package: {@code jakarta.mail}
 * @param session its class of sessions
 */
record MailApi(String root, Class<?> session) {

  /** What is sent. */
  record Mail(String from, List<String> to, String subject, String text, Date date) {}

  /**
   * Where a session of Weir's own sends mails.
   *
   * @param user empty if the server asks for none
   * @param password empty if the server asks for none
   */
  record Login(String host, int port, String user, String password) {

    /** Hides the password. */
    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  /** The interface that an application sees, if it is complete; empty if it sees none. */
  static Optional<MailApi> of(@Nullable ClassLoader application) {
    for (String root : List.of("jakarta.mail", "javax.mail")) {
      try {
        MailApi api = new MailApi(root, Class.forName(root + ".Session", true, application));
        if (api.isComplete()) {
          return Optional.of(api);
        }
      } catch (ClassNotFoundException | LinkageError e) {
        // The other one may be there.
      }
    }
    return Optional.empty();
  }

  /** Whether what is sent with is there, and what that needs. */
  private boolean isComplete() throws ClassNotFoundException {
    Class<?> transport = type("Transport");
    return !transport.isInterface()
        && type("Message").isAssignableFrom(type("internet.MimeMessage"));
  }

  /** A session with these properties. */
  Object open(Properties properties) {
    try {
      return asServer(
          () -> session.getMethod("getInstance", Properties.class).invoke(null, properties));
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("a mail session cannot be made", e);
    }
  }

  /**
   * Sends a mail.
   *
   * @param login where to; none for what the session itself knows
   * @throws DeliveryException which tells no more than the class of the failure: its message may
   *     repeat what the mail server says
   */
  void send(Object open, Optional<Login> login, Mail mail) throws DeliveryException {
    try {
      asServer(
          () -> {
            Object message = message(open, mail);
            if (login.isPresent()) {
              transport(open, message, login.get());
            } else {
              type("Transport").getMethod("send", type("Message")).invoke(null, message);
            }
            return message;
          });
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw DeliveryException.temporary(cause.getClass().getSimpleName());
    } catch (ReflectiveOperationException e) {
      throw DeliveryException.lasting(e.getClass().getSimpleName());
    }
  }

  private Object message(Object open, Mail mail) throws ReflectiveOperationException {
    Class<?> type = type("internet.MimeMessage");
    Class<?> recipient = type("Message$RecipientType");
    Object message = type.getConstructor(session).newInstance(open);
    if (!mail.from().isEmpty()) {
      type.getMethod("setFrom", String.class).invoke(message, mail.from());
    }
    type.getMethod("setRecipients", recipient, String.class)
        .invoke(message, recipient.getField("TO").get(null), String.join(",", mail.to()));
    type.getMethod("setSubject", String.class, String.class)
        .invoke(message, mail.subject(), "UTF-8");
    type.getMethod("setText", String.class, String.class).invoke(message, mail.text(), "UTF-8");
    type.getMethod("setSentDate", Date.class).invoke(message, mail.date());
    // RFC 3834: other machines do not answer it.
    type.getMethod("setHeader", String.class, String.class)
        .invoke(message, "Auto-Submitted", "auto-generated");
    type.getMethod("saveChanges").invoke(message);
    return message;
  }

  private void transport(Object open, Object message, Login login)
      throws ReflectiveOperationException {
    Class<?> type = type("Transport");
    Object transport = session.getMethod("getTransport", String.class).invoke(open, "smtp");
    try {
      boolean asks = !login.user().isEmpty();
      type.getMethod("connect", String.class, int.class, String.class, String.class)
          .invoke(
              transport,
              login.host(),
              login.port(),
              asks ? login.user() : null,
              asks ? login.password() : null);
      Object recipients = type("Message").getMethod("getAllRecipients").invoke(message);
      type.getMethod("sendMessage", type("Message"), type("Address").arrayType())
          .invoke(transport, message, recipients);
    } finally {
      type.getMethod("close").invoke(transport);
    }
  }

  private Class<?> type(String name) throws ClassNotFoundException {
    return Class.forName(root + "." + name, true, session.getClassLoader());
  }

  /** Something that is called by name. */
  @FunctionalInterface
  private interface Call {

    Object run() throws ReflectiveOperationException;
  }

  /** The interface finds its implementation by the class loader of the thread. */
  private Object asServer(Call call) throws ReflectiveOperationException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(session.getClassLoader());
    try {
      return call.run();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
