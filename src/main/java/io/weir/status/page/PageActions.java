package io.weir.status.page;

import io.weir.internal.deployment.LineStatus;
import io.weir.internal.events.AdministratorActed;
import io.weir.internal.events.ApplicationEvents;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what administrators want, and tells it. */
record PageActions(PageLines lines, ApplicationEvents events) {

  private static final Logger LOG = LoggerFactory.getLogger(PageActions.class);

  /**
   * What an administrator wants.
   *
   * @param filter the name of the filter or section
   * @param line its line
   * @param action its name
   * @param key the pseudonym of a client; empty for an action of the line
   * @param value what was entered; empty if nothing
   */
  record Wanted(String filter, String line, String action, String key, String value) {}

  /**
   * What became of it.
   *
   * @param status of the answer
   * @param said a sentence for the administrator
   */
  record Outcome(int status, String said) {}

  /**
   * Acts.
   *
   * @param who the name of the administrator; empty if it is not known
   */
  Outcome act(Wanted wanted, String who) {
    return act(wanted, who, "page");
  }

  /** Acts for somebody who uses JMX. */
  void actInJmx(String section, String line, String action) {
    Outcome outcome = act(new Wanted(section, line, action, "", ""), "", "jmx");
    if (outcome.status() != 200) {
      throw new IllegalArgumentException(outcome.said());
    }
  }

  private Outcome act(Wanted wanted, String who, String via) {
    Optional<LineStatus.Action> found =
        actions(wanted).filter(one -> one.name().equals(wanted.action())).findFirst();
    if (found.isEmpty()) {
      return new Outcome(404, "There is no such action.");
    }
    try {
      found.get().act().accept(wanted.value());
    } catch (IllegalArgumentException e) {
      return new Outcome(400, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.debug("The cluster does not answer", e);
      tell(wanted, who, via);
      return new Outcome(
          503, "The cluster does not answer. Look whether it was done before you try again.");
    }
    tell(wanted, who, via);
    return new Outcome(200, "Done. If the cluster does not answer now, other nodes follow later.");
  }

  private Stream<LineStatus.Action> actions(Wanted wanted) {
    return wanted.key().isEmpty()
        ? lines.actions(wanted.filter(), wanted.line())
        : lines.actions(wanted.filter(), wanted.line(), wanted.key());
  }

  /** What exists is told as it is named; what was entered is quoted, without what breaks lines. */
  private void tell(Wanted wanted, String who, String via) {
    String value = wanted.value().replaceAll("[^\\p{Graph} ]", "?");
    LOG.warn(
        "WEIR-132: an administrator has acted on the status page: {} {} {}{}{}",
        wanted.action(),
        wanted.filter(),
        wanted.line(),
        value.isEmpty() ? "" : " by \"" + value + "\"",
        wanted.key().isEmpty() ? "" : ", key " + wanted.key());
    events.tell(
        new AdministratorActed(
            events.now(),
            via,
            who,
            wanted.action(),
            wanted.filter(),
            wanted.line(),
            wanted.key(),
            value));
  }
}
