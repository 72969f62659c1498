package io.weir.sample.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.sample.wire.VoiceSocket;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sample as it was built, and the limits that its {@code web.xml} sets. */
@ExtendWith(ArquillianExtension.class)
class SampleIT {

  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private static final String POLICY =
      "\"calls\";q=2;w=60, \"number\";q=10;w=86400, \"country\";q=500;w=86400, \"all\";q=60;w=60, \"all-2\";q=1000;w=86400";

  private static final String REFUSAL =
      "{\"type\":\"https://iana.org/assignments/http-problem-types#quota-exceeded\","
          + "\"title\":\"Too Many Requests\",\"status\":429,"
          + "\"detail\":\"Rate limit exceeded: 2 per 1 minute\",\"violated-policies\":[\"calls\"]}";

  @Deployment(testable = false)
  static WebArchive sample() {
    return Wars.sample();
  }

  @Test
  void carries_one_jar_of_ours_and_no_descriptor_of_a_server() {
    assertThat(Wars.sample().getContent().values())
        .filteredOn(file -> file.getAsset() != null)
        .extracting(file -> file.getPath().get())
        .filteredOn(path -> !path.startsWith("/WEB-INF/classes/"))
        .filteredOn(path -> !path.startsWith("/META-INF/maven/"))
        .map(path -> path.replaceFirst("weir-[0-9.]+(-SNAPSHOT)?(-javax)?\\.jar", "weir.jar"))
        .containsExactlyInAnyOrder(
            "/META-INF/MANIFEST.MF",
            "/WEB-INF/beans.xml",
            "/WEB-INF/lib/weir.jar",
            "/WEB-INF/web.xml",
            "/busy.json",
            "/index.html",
            "/voice/capture.js",
            "/voice/connection.js",
            "/voice/index.html",
            "/voice/page.js",
            "/voice/turn.js",
            "/voice/words.js");
  }

  @Test
  void two_calls_a_minute_pass_and_the_third_is_refused(@ArquillianResource URL url) {
    Client somebody = Client.of(url);
    String call = call();
    Answer first = somebody.post(call);
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.limits())
        .isEqualTo(
            """
            X-RateLimit-Limit: 2
            X-RateLimit-Remaining: 1
            X-RateLimit-Reset: (in a minute)
            RateLimit-Policy: %s
            RateLimit: "calls";r=1;t=(in a minute)"""
                .formatted(POLICY));
    Answer second = somebody.post(call);
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.limits())
        .isEqualTo(
            """
            X-RateLimit-Limit: 2
            X-RateLimit-Remaining: 0
            X-RateLimit-Reset: (in a minute)
            RateLimit-Policy: %s
            RateLimit: "calls";r=0;t=(in a minute)"""
                .formatted(POLICY));
    Answer third = somebody.post(call);
    assertThat(third.status()).isEqualTo(429);
    assertThat(third.limits())
        .isEqualTo(
            """
            X-RateLimit-Limit: 2
            X-RateLimit-Remaining: 0
            X-RateLimit-Reset: (in a minute)
            RateLimit-Policy: %s
            RateLimit: "calls";r=0;t=(in a minute)
            Retry-After: (in a minute)"""
                .formatted(POLICY));
    assertThat(third.header("Cache-Control")).isEqualTo("no-store");
    assertThat(third.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(third.body()).isEqualTo(REFUSAL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          */*                                                              | application/problem+json | {
          application/json                                                 | application/json         | {
          application/json, application/problem+json                       | application/problem+json | {
          text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8  | text/html;charset=UTF-8  | <
          text/html;q=0.5, application/json                                | application/json         | {
          """)
  void a_refusal_is_written_in_the_form_that_the_client_prefers(
      String accept, String type, String beginning, @ArquillianResource URL url) {
    Client somebody = Client.of(url).saying("Accept", accept);
    String call = call();
    somebody.statuses(2, "POST", call, "");
    Answer refusal = somebody.post(call);
    assertThat(refusal.status()).isEqualTo(429);
    assertThat(refusal.header("Content-Type").replace(" ", "")).isEqualToIgnoringCase(type);
    assertThat(refusal.body())
        .startsWith(beginning)
        .contains("Rate limit exceeded: 2 per 1 minute");
  }

  @Test
  void a_user_and_an_anonymous_caller_at_one_address_count_apart(@ArquillianResource URL url) {
    Client somebody = Client.of(url);
    String call = call();
    assertThat(somebody.statuses(3, "POST", call, "")).containsExactly(200, 200, 429);
    assertThat(somebody.as("alice").statuses(3, "POST", call, "")).containsExactly(200, 200, 429);
  }

  @Test
  void an_admin_is_exempt_and_reads_nothing_of_limits(@ArquillianResource URL url) {
    Client admin = Client.of(url).as("admin");
    List<Answer> answers = Stream.generate(() -> admin.post(call())).limit(4).toList();
    assertThat(answers).extracting(Answer::status).containsOnly(200);
    assertThat(answers).flatMap(answer -> answer.headersOfLimits().toList()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      textBlock =
          """
          POST | /token                                    | -     | username=alice&password=alice-sample          | 200 | 5
          POST | /auth/register                            | -     | {"username":"alice","password":"0123456789"}  | 409 | 5
          POST | /auth/login                               | -     | {"username":"alice","password":"guessed"}     | 401 | 5
          POST | /auth/refresh                             | -     | {"refresh_token":"guessed"}                   | 401 | 10
          GET  | /protected                                | alice | -                                             | 200 | 5
          HEAD | /protected                                | alice | -                                             | 200 | 5
          POST | /schedule-call                            | alice | {"phone":"+12025550199","scenario":"none"}    | 400 | 3
          POST | /make-custom-call/+12025550143/none       | alice | -                                             | 404 | 2
          GET  | /realtime/custom-scenario                 | alice | -                                             | 200 | 10
          POST | /twilio-transcripts/create-with-media-url | alice | {"media_url":"https://media.example.com/1"}   | 202 | 10
          GET  | /status                                   | -     | -                                             | 200 | 60
          GET  | /                                         | -     | -                                             | 200 | 30
          """)
  void each_endpoint_has_its_own_limit(
      String method,
      String path,
      @Nullable String user,
      @Nullable String body,
      int answer,
      int limit,
      @ArquillianResource URL url) {
    Client somebody = user == null ? Client.of(url) : Client.of(url).as(user);
    String sent = body == null ? "" : body;
    assertThat(somebody.statuses(limit, method, path, sent)).hasSize(limit).containsOnly(answer);
    Answer refusal = somebody.send(method, path, sent);
    assertThat(refusal.status()).isEqualTo(429);
    assertThat(refusal.header("X-RateLimit-Limit")).isEqualTo(Integer.toString(limit));
    assertThat(refusal.header("Retry-After")).matches("[1-9]|[1-5][0-9]|60");
  }

  @Test
  void who_is_refused_at_one_endpoint_is_welcome_at_another(@ArquillianResource URL url) {
    Client somebody = Client.of(url);
    assertThat(somebody.statuses(6, "POST", "/token", "")).endsWith(400, 429);
    assertThat(somebody.post(call()).status()).isEqualTo(200);
  }

  @Test
  void head_counts_as_get_and_get_not_as_post(@ArquillianResource URL url) {
    Client alice = Client.of(url).as("alice");
    assertThat(alice.statuses(5, "HEAD", "/protected", "")).containsOnly(200);
    assertThat(alice.get("/protected").status()).isEqualTo(429);
    assertThat(alice.get("/schedule-call").header("RateLimit-Policy"))
        .isEqualTo("\"all\";q=60;w=60, \"all-2\";q=1000;w=86400");
  }

  @Test
  void guessing_a_password_counts_as_a_request(@ArquillianResource URL url) {
    Client somebody = Client.of(url);
    assertThat(somebody.as("alice", "guessed").statuses(5, "/protected")).containsOnly(401);
    assertThat(somebody.as("alice").get("/protected").status()).isEqualTo(429);
  }

  @Test
  void a_telephone_number_has_ten_calls_a_day_from_all_callers_together(
      @ArquillianResource URL url) {
    String call = call();
    for (int i = 0; i < 5; i++) {
      assertThat(Client.of(url).statuses(2, "POST", call, "")).containsExactly(200, 200);
    }
    Answer refusal = Client.of(url).post(call);
    assertThat(refusal.status()).isEqualTo(429);
    assertThat(refusal.body())
        .contains("Rate limit exceeded: 10 per 1 day", "\"violated-policies\":[\"number\"]");
    assertThat(Integer.parseInt(refusal.header("Retry-After"))).isBetween(86_000, 86_400);
    assertThat(Client.of(url).post(call()).status()).isEqualTo(200);
  }

  @Test
  void a_telephone_number_is_one_however_it_is_written(@ArquillianResource URL url) {
    List<String> spellings =
        List.of(
            "+12025550000",
            "12025550000",
            "0012025550000",
            "+1%20202%20555%200000",
            "%2B1-202-555-0000",
            "+1(202)555.0000",
            "%20120%20255%2050000",
            "001-202-555-0000",
            "+1.202.555.0000",
            "+1%20(202)%205550000");
    for (String spelling : spellings) {
      Answer answer = Client.of(url).post("/make-call/%s/welcome".formatted(spelling));
      assertThat(answer.status()).as(spelling).isIn(200, 400); // The sample takes digits and "+".
    }
    assertThat(Client.of(url).post("/make-call/+12025550000/welcome").body())
        .contains("\"violated-policies\":[\"number\"]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"+8821612345", "+431234567", "0043%201%20234567", "1234", "nobody"})
  void calls_to_other_countries_and_to_no_number_are_forbidden(
      String phone, @ArquillianResource URL url) {
    Answer answer = Client.of(url).post("/make-call/%s/welcome".formatted(phone));
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).contains("\"detail\":\"Calls to this number are not allowed\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/%6dake-call/+12025559999/welcome",
        "/make-call/%2b12025559999/welcome",
        "/make-call;a=b/+12025559999/welcome",
        "//make-call/+12025559999/welcome",
        "/./make-call/+12025559999/welcome",
        "/calls/../make-call/+12025559999/welcome",
        "/make-call/+12025559999/welcome/",
        "/make-call/+12025559999/welcome?a=b",
      })
  void another_spelling_of_a_path_is_no_way_round(String path, @ArquillianResource URL url) {
    Client somebody = Client.of(url);
    somebody.statuses(2, "POST", call(), "");
    assertThat(somebody.post(path).status()).isIn(400, 404, 429);
  }

  @Test
  void the_sixth_handshake_of_a_web_socket_is_refused(@ArquillianResource URL url) {
    Client somebody = Client.of(url);
    for (int i = 0; i < 5; i++) {
      // Two at once: the server may still have to notice that the one before is gone.
      ServerUnderTest.eventually(() -> open(somebody).abort());
    }
    assertThatThrownBy(() -> open(somebody))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(429));
  }

  @Test
  void a_turn_of_speech_is_answered_with_its_words_and_what_they_cost(@ArquillianResource URL url)
      throws IOException {
    try (VoiceSocket socket = VoiceSocket.open(URI.create(url + "realtime/session"))) {
      assertThat(socket.answer()).startsWith("{\"session\":");
      socket.beep(300).pause(300).beep(700).commit();
      // 13 tenths of a second in at 0.0001, and two words of 10 tokens out at 0.0002.
      assertThat(socket.answer())
          .isEqualTo(
              "{\"turn\":1,\"seconds\":1.3,\"transcript\":\"one two\","
                  + "\"usage\":{\"input_audio_tokens\":13,\"output_audio_tokens\":20},\"usd\":0.005300}");
      socket.pause(30_000);
      assertThat(socket.answer()).startsWith("{\"turn\":2,\"seconds\":30.0,\"transcript\":\"\"");
      socket.commit();
      assertThat(socket.answer()).startsWith("{\"turn\":3,\"seconds\":0.0,");
      socket.say("hello");
      assertThat(socket.end()).isEqualTo("1003 send audio, or {\"type\":\"commit\"}");
    }
  }

  private static WebSocket open(Client client) {
    WebSocket.Builder handshake = HttpClient.newHttpClient().newWebSocketBuilder();
    for (int i = 0; i < client.headers().size(); i += 2) {
      handshake.header(client.headers().get(i), client.headers().get(i + 1));
    }
    String application = client.application().toString();
    return handshake
        .buildAsync(
            URI.create(application.replaceFirst("http", "ws") + "realtime/session"),
            new WebSocket.Listener() {})
        .join();
  }

  private static final String CHAT =
      "{\"model\":\"%s\",\"max_tokens\":%d,\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"one two three\"}]}";

  private static Answer json(Client client, String path, String body) {
    return client.send("POST", path, body);
  }

  @Test
  void a_chat_costs_what_the_model_used_and_shows_what_is_left(@ArquillianResource URL url) {
    Client somebody = Client.of(url);
    Answer plain = json(somebody, "/chat", CHAT.formatted("gpt-realtime", 2, false));
    Answer stream = json(somebody, "/chat", CHAT.formatted("gpt-realtime", 3, true));
    Answer dear = json(somebody, "/chat", CHAT.formatted("gpt-realtime", 30_000, false));

    assertThat(plain.status()).isEqualTo(200);
    assertThat(plain.body())
        .contains("\"content\":\"one two\"", "\"prompt_tokens\":3,\"completion_tokens\":2");
    assertThat(stream.header("Content-Type")).startsWith("text/event-stream");
    assertThat(stream.body()).contains("\"completion_tokens\":3").endsWith("data: [DONE]\n\n");
    assertThat(dear.status()).isEqualTo(403);
    // 6 tokens in at 0.0001, and 5 out at 0.0002.
    assertThat(dear.header("X-Budget-Remaining")).isEqualTo("4.9984");
  }

  @Test
  void a_robot_runs_its_own_commands_only(@ArquillianResource URL url) {
    Client somebody = Client.of(url);

    assertThat(json(somebody, "/robot/command", "{\"instruction\":\"forward 20\"}").body())
        .isEqualTo("{\"command\":\"forward 20\",\"waits\":false}");
    for (String other : List.of("forward 101", "turn 360", "run", "forward 20; turn 10")) {
      assertThat(
              json(somebody, "/robot/command", "{\"instruction\":\"%s\"}".formatted(other)).body())
          .isEqualTo("{\"command\":\"stop\",\"waits\":true}");
    }
  }

  @Test
  void a_call_is_charged_when_the_provider_says_how_long_it_took(@ArquillianResource URL url) {
    Client somebody = Client.of(url);
    Client admin = Client.of(url).as("admin");
    String id = somebody.post(call()).body().replaceFirst(".*\"id\":\"([^\"]+)\".*", "$1");
    String ended = "{\"id\":\"%s\",\"seconds\":73}".formatted(id);

    assertThat(json(admin, "/call-ended", ended).body()).isEqualTo("{\"charged\":true}");
    assertThat(json(admin, "/call-ended", ended).body()).isEqualTo("{\"charged\":false}");
    assertThat(json(somebody, "/call-ended", ended).status()).isEqualTo(401);
    // 600 seconds a day, of which 73 are spent and 60 are held for this call.
    assertThat(somebody.post(call()).header("X-Budget-Remaining")).isEqualTo("467");
  }

  /** A call to a number that nobody has called. */
  private static String call() {
    return "/make-call/+120255501%02d/welcome".formatted(NUMBERS.incrementAndGet());
  }
}
