package io.weir.sample.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class TranscriptTest {

  private static final URI APPLICATION = URI.create("http://127.0.0.1:4711/app/");

  @Test
  void a_command_is_a_request_and_what_it_prints_an_answer() {
    Transcript transcript =
        Transcript.of(
            """
            $ curl -i -u alice:secret -d a=b -d c=d http://127.0.0.1:8080/webapp-sample/token
            HTTP/1.1 429 Too Many Requests
            Retry-After: 58
            RateLimit: "token";r=0;t=58

            {"status":429}

            $ curl -s -o /dev/null -w '%{http_code}\\n' -X DELETE -H 'Accept: */*' http://127.0.0.1:8080/webapp-sample/x
            404
            """
                .lines()
                .toList());

    Transcript.Step refused = transcript.steps().get(0);
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.headers())
        .containsExactly(entry("RateLimit", "\"token\";r=0;t=58"), entry("Retry-After", "58"));
    assertThat(refused.body()).isEqualTo("{\"status\":429}");
    assertThat(refused.command().body()).isEqualTo("a=b&c=d");
    assertThat(refused.request(APPLICATION)).hasToString("http://127.0.0.1:4711/app/token POST");
    assertThat(refused.request(APPLICATION).headers().map())
        .containsEntry("Authorization", List.of("Basic YWxpY2U6c2VjcmV0"))
        .containsEntry("Content-Type", List.of("application/x-www-form-urlencoded"));
    Transcript.Step missing = transcript.steps().get(1);
    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.request(APPLICATION)).hasToString("http://127.0.0.1:4711/app/x DELETE");
    assertThat(missing.command().headers()).containsExactly(entry("Accept", "*/*"));
  }

  @Test
  void the_readme_has_six_requests_that_end_in_429() throws IOException {
    assertThat(Transcript.ofReadme().steps())
        .extracting(Transcript.Step::status)
        .containsExactly(401, 401, 401, 401, 401, 429);
  }

  @Test
  void an_option_that_would_be_ignored_is_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Curl.parse("curl -i -k http://x/"));
    assertThatIllegalArgumentException().isThrownBy(() -> Curl.parse("curl http://x/"));
    assertThatIllegalArgumentException().isThrownBy(() -> Curl.parse("wget -i http://x/"));
  }
}
