package io.weir.status.alert;

import java.util.Map;

/**
 * The alerts of an application, as JMX shows them: {@code io.weir:type=Alerts,application="/shop"}.
 */
public interface AlertsMXBean {

  /** What this node has told, by the lines of the alerts: {@code told} or {@code quiet}. */
  Map<String, String> getAlerts();

  /**
   * What became of the last message, and how many wait, by channel: {@code webhook}, {@code mail}.
   */
  Map<String, Map<String, String>> getChannels();

  /** How many messages wait in all channels. */
  long getMessagesWaiting();

  /**
   * Sends a message in each way to all who get alerts of this application. It says that it is a
   * test.
   *
   * @return a sentence that names the channels
   */
  String test();
}
