package io.weir.ratelimit;

import static io.weir.internal.container.SocketSupport.NONE;
import static io.weir.internal.container.SocketSupport.UNKNOWN_VERSION;
import static io.weir.internal.container.SocketSupport.WATCHED;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What nothing would enforce is a mistake, and never a socket without its limits. */
class SocketMistakesTest {

  private static final Rule EACH = Sample.rule("a: /** 2 at once; 1 hour each");
  private static final Rule MESSAGES = Sample.rule("a: /** 5/minute; 20 messages/second");
  private static final Rule REQUESTS = Sample.rule("a: /** 5/minute");

  @Test
  void a_server_that_weir_knows_enforces_everything() {
    assertThat(RuleChecks.unenforceable(EACH, WATCHED)).isEmpty();
    assertThat(RuleChecks.unenforceable(MESSAGES, WATCHED)).isEmpty();
  }

  /** The handshake is refused there, if ever there is one. */
  @Test
  void a_server_without_a_hook_enforces_what_holds_for_requests() {
    assertThat(RuleChecks.unenforceable(EACH, NONE)).isEmpty();
    assertThat(RuleChecks.unenforceable(MESSAGES, NONE))
        .containsExactly(
            "rule a: this server does not let Weir see what clients send over WebSockets; remove the limits of messages and kB.");
  }

  @Test
  void a_server_that_is_built_otherwise_than_expected_gets_no_such_rule() {
    assertThat(RuleChecks.unenforceable(EACH, UNKNOWN_VERSION))
        .containsExactly(
            "rule a: this version of the server is built otherwise than those that Weir knows, so Weir could not end WebSockets; remove \"2 at once; 1 hour each\".");
    assertThat(RuleChecks.unenforceable(MESSAGES, UNKNOWN_VERSION)).hasSize(1);
    assertThat(RuleChecks.unenforceable(REQUESTS, UNKNOWN_VERSION)).isEmpty();
  }
}
