package io.weir.status.alert;

/** A way by which messages reach an administrator. */
interface Channel {

  /** Its name in the log: {@code webhook}. */
  String name();

  /**
   * Sends a message, or throws. Waits some seconds at most.
   *
   * @throws DeliveryException whose message tells the cause and no secret
   */
  void send(AlertMessage message) throws DeliveryException;
}
