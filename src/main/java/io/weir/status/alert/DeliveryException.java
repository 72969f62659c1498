package io.weir.status.alert;

/**
 * A message was not taken. Its own message is for the log: it contains no address and no secret.
 */
final class DeliveryException extends Exception {

  private static final long serialVersionUID = 1;

  private final boolean lasting;

  private DeliveryException(String cause, boolean lasting) {
    super(cause);
    this.lasting = lasting;
  }

  /** A failure after which another attempt may succeed. */
  static DeliveryException temporary(String cause) {
    return new DeliveryException(cause, false);
  }

  /** A failure that another attempt does not change. */
  static DeliveryException lasting(String cause) {
    return new DeliveryException(cause, true);
  }

  boolean isLasting() {
    return lasting;
  }
}
