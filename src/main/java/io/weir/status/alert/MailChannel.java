package io.weir.status.alert;

import java.util.Date;
import java.util.List;
import java.util.Optional;

/**
 * Sends messages by mail.
 *
 * @param session of the server, or of Weir's own
 * @param login where Weir's own session sends to
 * @param from empty for what the session of the server says
 */
record MailChannel(
    MailApi api, Object session, Optional<MailApi.Login> login, String from, List<String> to)
    implements Channel {

  MailChannel {
    to = List.copyOf(to);
  }

  @Override
  public String name() {
    return "mail";
  }

  @Override
  public void send(AlertMessage message) throws DeliveryException {
    api.send(
        session,
        login,
        new MailApi.Mail(
            from,
            to,
            message.subject().replaceAll("\\p{Cntrl}", " "),
            message.text() + "\n\n" + message.alert() + "\n" + message.id() + "\n",
            Date.from(message.time())));
  }
}
