package io.weir.status.page;

/** The status page, as JMX shows it. Named {@code io.weir:type=Status,application="/shop"}. */
public interface StatusMXBean {

  /** What the page shows, as JSON. */
  String getStatus();

  /**
   * What is known of a refusal, as JSON.
   *
   * @param id the UUID of the problem document, with or without {@code urn:uuid:}
   * @return a sentence if nothing is known of it
   */
  String explain(String id);

  /**
   * A new code that lets one administrator in, good once and for 15 minutes, in place of the one
   * before.
   *
   * @return the code, or a sentence if codes are switched off
   */
  String newCode();
}
