package io.weir.sample.deployment;

import static io.weir.sample.deployment.WebXml.contextParam;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/** Push-to-talk in a real browser, with a microphone that beeps. */
@EnabledIf("io.weir.sample.deployment.Browser#isExpected")
@ExtendWith(ArquillianExtension.class)
class VoicePageIT {

  /** Longer than a busy machine takes to start a microphone. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final String READY = "Hold the button or the space bar to talk.";

  /** Plays a turn whose pieces of audio have a tenth of a second, and returns what was told. */
  private static final String PLAY =
      """
      const { PushToTalk } = await import(new URL('turn.js', location.href));
      const told = [];
      const talk = new PushToTalk({
        send: samples => told.push('sent ' + samples[0].toFixed(3)),
        end: (why, sent) => told.push(why + (sent ? '' : ' of nothing')) });
      const piece = loudness => new Float32Array(800).fill(loudness);
      const hear = (loudness, from, to) => {
        for (let now = from; now < to; now += 100) talk.hear(piece(loudness), now);
      };
      const sounds = () => told.filter(one => one.startsWith('sent')).length + ' sent';
      """;

  @SuppressWarnings("NullAway.Init")
  private static Browser browser;

  @Deployment(name = "sample", testable = false)
  static WebArchive sample() {
    return Wars.sample()
        .addClasses(RealtimeUsageServlet.class, ClosingEndpoint.class)
        .addAsResource(
            new StringAsset(
                "weir.cors.own-origins=%s\n"
                    .formatted(
                        ServerUnderTest.find().node().uri().toString().replaceFirst("/$", ""))),
            "META-INF/microprofile-config.properties");
  }

  @Deployment(name = "limits", testable = false)
  static WebArchive limits() {
    return Wars.withWeir(
            "limits",
            WebXml.of(
                contextParam("weir.cluster", "none"),
                contextParam("weir.rate-limit.rules", "/socket 5/minute")))
        .addClass(EchoEndpoint.class);
  }

  @BeforeAll
  static void startTheBrowser() {
    browser = Browser.startWithMicrophone();
  }

  @AfterAll
  static void endTheBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void openThePage() {
    browser.open(ServerUnderTest.application("webapp-sample").resolve("voice/")).forget();
  }

  private static void awaitText(String id, String pattern) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(browser.text(id)).as(browser.text()).matches(pattern));
  }

  private static String play(String script) {
    return browser.run(PLAY + script);
  }

  @Test
  void only_what_is_heard_while_the_button_is_held_is_sent() {
    assertThat(
            play(
                """
                talk.hear(piece(0.5), 0);
                talk.press(100);
                talk.hear(piece(0.25), 200);
                talk.hear(piece(0), 300);
                talk.release(400);
                talk.release(500);
                talk.hear(piece(0.5), 600);
                return told.join(', ');
                """))
        .isEqualTo("sent 0.250, sent 0.000, release");
  }

  @Test
  void two_seconds_below_a_hundredth_of_full_scale_end_a_turn() {
    assertThat(
            play(
                """
                talk.press(0);
                hear(0.011, 100, 5000);
                hear(0.009, 5000, 6900);
                const before = told.includes('silence');
                hear(0.009, 6900, 8000);
                hear(0.011, 8000, 9000); // The button is still held.
                talk.release(9000);
                return [before, sounds(), told.at(-1)].join(', ');
                """))
        .isEqualTo("false, 68 sent, silence");
  }

  @Test
  void sound_within_two_seconds_keeps_a_turn() {
    assertThat(
            play(
                """
                talk.press(0);
                for (let now = 1900; now <= 19000; now += 1900) {
                  talk.hear(piece(0.009), now - 100);
                  talk.hear(piece(0.011), now);
                }
                return [talk.talking, sounds()].join(', ');
                """))
        .isEqualTo("true, 20 sent");
  }

  @Test
  void a_turn_lasts_thirty_seconds_at_most() {
    assertThat(
            play(
                """
                talk.press(1000);
                hear(0.5, 1100, 60000);
                talk.release(60000);
                return [sounds(), told.at(-1)].join(', ');
                """))
        .isEqualTo("299 sent, length");
  }

  @Test
  void a_turn_ends_although_the_microphone_is_dead() {
    assertThat(
            play(
                """
                talk.press(0);
                talk.tick(1999);
                const talking = talk.talking;
                talk.tick(2000);
                return [talking, talk.talking, told].join(', ');
                """))
        .isEqualTo("true, false, silence of nothing");
  }

  @Test
  void somebody_talks_by_mouse_and_by_keyboard_and_sees_what_is_left() {
    assertThat(browser.barriers()).as("not connected").isEmpty();
    browser.tabTo("Connect").press(Keys.ENTER);
    awaitText("state", READY);
    assertThat(browser.barriers()).as("connected").isEmpty();
    awaitText("time", "(30:00|29:5\\d)");
    assertThat(browser.text("budget")).isEqualTo("5.0000 USD");

    browser.hold("talk");
    awaitText("length", "[1-9].*");
    assertThat(browser.run("return document.getElementById('talk').ariaPressed")).isEqualTo("true");
    browser.photograph(
        Path.of(
            "target",
            "pictures",
            System.getProperty("arquillian.launch", "server") + "-voice.png"));
    browser.letGo();
    awaitText("answers", "one.* [1-9]\\.\\d seconds, \\d+ \\+ \\d+ audio tokens, 0\\.\\d+ USD");
    assertThat(browser.text("length")).isEmpty();
    assertThat(browser.text("budget")).matches("4\\.[89]\\d{3} USD");

    browser.tabTo("Hold to talk").holdSpace();
    awaitText("length", "[1-9].*");
    browser.letSpaceGo();
    awaitText("answers", "(?s)one.*\none.*");

    browser.tabTo("Disconnect").press(Keys.ENTER);
    awaitText("state", "Not connected.");
  }

  @Test
  void what_a_budget_refuses_is_told() {
    browser.click("connect", "state");
    awaitText("state", READY);
    browser.click("connect", "state");
    assertThat(
            browser.run(
                """
                const spent = await fetch('../realtime/usage',
                    { method: 'POST', headers: { 'X-Usage': 'usd=5' } });
                return spent.status;
                """))
        .isEqualTo("200");
    browser.click("connect", "state");
    awaitText(
        "problem", "You may not talk now: Budget exhausted: session\\. Waiting does not help\\.");
    assertThat(browser.text("state")).isEqualTo("Not connected.");
    assertThat(browser.text("connect")).isEqualTo("Connect");
  }

  @Test
  void what_a_rate_limit_refuses_at_the_handshake_is_told() {
    assertThat(
            browser.run(
                """
                const { Connection } = await import(new URL('connection.js', location.href));
                const one = () => new Promise((done, failed) =>
                    Connection.open(new URL('/limits/socket', location.href),
                        { heard() {}, ended: done }).then(opened => opened.close(), failed));
                const told = [];
                for (let i = 0; i < 6; i++) {
                  told.push(await one().catch(failure => failure.message));
                }
                return told.join('\\n');
                """))
        .matches(
            "(The session has ended\\.\n){5}Not now: Rate limit exceeded: 5 per 1 minute\\."
                + " Try again in \\d+ seconds?\\.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1008 | The session was ended, because its time or its budget is over: it is enough.
          1013 | The session was ended, because too much is going on: it is enough. Try again later.
          1011 | The session was ended with code 1011: it is enough.
          """)
  void what_ends_a_session_is_told(int code, String words) {
    assertThat(
            browser.run(
                """
                const { Connection } = await import(new URL('connection.js', location.href));
                return new Promise(done =>
                    Connection.open(new URL('../closing/%s', location.href),
                        { heard() {}, ended: done }).catch(failure => done(String(failure))));
                """
                    .formatted(code)))
        .isEqualTo(words);
  }
}
