package io.weir.cors;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.cors.CorsAnswer.Verdict;
import io.weir.cors.CorsRefusal.Cause;
import io.weir.internal.events.ApplicationEvents;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests of strangers cannot fill the log. */
class CorsLogTest {

  private static final Logger LOGGER = Logger.getLogger(CorsLog.class.getName());
  private static final String SHOP = "https://shop.example.com";

  private final List<String> lines = new ArrayList<>();

  private final Handler collector =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    LOGGER.addHandler(collector);
  }

  @AfterEach
  void stopListening() {
    LOGGER.removeHandler(collector);
  }

  private static CorsLog report(String mode) {
    return new CorsLog(
        Policies.of("allowed-origins", "https://app.example.com", "mode", mode),
        InstantSource.fixed(Instant.EPOCH),
        new ApplicationEvents(InstantSource.system()));
  }

  private static void refuse(CorsLog log) {
    log.tell(
        new CorsAnswer(
            Verdict.REFUSED, Map.of(), true, Optional.of(CorsRefusal.of(Cause.ORIGIN_NOT_ALLOWED))),
        new CorsRequest("POST", List.of(SHOP), List.of(), List.of(), false, false),
        Optional.of("shop.example.com"));
  }

  @Test
  void that_its_own_pages_are_refused_is_told_once_an_hour() {
    try (CorsLog log = report("enforce")) {
      refuse(log);
      refuse(log);
      assertThat(lines).singleElement().asString().startsWith("WEIR-020: requests are refused");
    }
  }

  @Test
  void in_shadow_nothing_is_refused_and_nobody_says_so() {
    try (CorsLog log = report("shadow")) {
      refuse(log);
      assertThat(lines).isEmpty();
    }
  }
}
