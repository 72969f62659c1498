package io.weir;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Forms that a rule has read ahead reach the application as if nobody had. */
class FormsTest {

  private static final String FORM = "application/x-www-form-urlencoded";

  @TempDir private Path folder;
  private EmbeddedServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void start() throws Exception {
    server =
        new EmbeddedServer(folder)
            .parameter("weir.rate-limit.rules", "all: /counted 100000/minute per param:user")
            .servlet("/counted", new Fields())
            .servlet("/plain", new Fields())
            .start();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  /** Answers with the value of a field and the number of characters of another. */
  private static final class Fields extends HttpServlet {
    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setContentType("text/plain;charset=UTF-8");
      String pad = request.getParameter("pad");
      response
          .getWriter()
          .print(
              request.getParameterMap().keySet()
                  + ":"
                  + request.getParameter("user")
                  + ","
                  + (pad == null ? 0 : pad.length()));
    }
  }

  private HttpResponse<String> post(String path, String type, byte[] body, boolean chunked)
      throws Exception {
    var publisher =
        chunked
            ? HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))
            : HttpRequest.BodyPublishers.ofByteArray(body);
    return client.send(
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:%s/app%s".formatted(server.port(), path)))
            .version(HttpClient.Version.HTTP_1_1)
            .header("Content-Type", type)
            .POST(publisher)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /**
   * The second octet of 色 in Shift_JIS is F; that of 表 is a backslash, that of 能 in Big5 a plus.
   */
  @ParameterizedTest
  @CsvSource({
    "Shift_JIS, 赤色表示",
    "windows-31j, ソ表①",
    "EUC-JP, 赤色",
    "ISO-2022-JP, 赤色",
    "GBK, 赤色镕",
    "GB18030, 赤色㐀",
    "Big5, 赤色功能",
    "EUC-KR, 적색",
    "windows-1251, красный",
    "KOI8-R, красный",
    "ISO-8859-15, 5 €",
    "UTF-8, 赤色",
  })
  void a_name_in_any_charset_reaches_the_application(String charset, String name) throws Exception {
    byte[] octets = name.getBytes(Charset.forName(charset));
    StringBuilder browser = new StringBuilder("user=");
    StringBuilder all = new StringBuilder("user=");
    for (byte octet : octets) {
      boolean plain = Character.toString(octet & 0xff).matches("[0-9A-Za-z]");
      String encoded = "%" + HexFormat.of().toHexDigits(octet);
      browser.append(plain ? String.valueOf((char) octet) : encoded);
      all.append(encoded);
    }
    String encoder = "user=" + URLEncoder.encode(name, Charset.forName(charset)) + "&a+b=c";
    String type = FORM + ";charset=" + charset;
    for (String form : new String[] {browser.toString(), all.toString(), encoder}) {
      byte[] body = form.getBytes(StandardCharsets.US_ASCII);
      HttpResponse<String> counted = post("/counted", type, body, false);
      assertThat(counted.body()).as(form).contains(":" + name + ",");
      assertThat(counted.body()).as(form).isEqualTo(post("/plain", type, body, false).body());
    }
    if (!charset.equals("ISO-2022-JP")) {
      byte[] body = ("user=" + name).getBytes(Charset.forName(charset));
      assertThat(post("/counted", type, body, false).body())
          .isEqualTo(post("/plain", type, body, false).body());
    }
  }

  private static byte[] formOf(int length) {
    return ("user=x&pad=" + "p".repeat(length - 11)).getBytes(StandardCharsets.US_ASCII);
  }

  /** Tomcat itself accepts 2 MB. */
  @Test
  void a_form_of_unknown_length_is_read_up_to_two_megabytes() throws Exception {
    assertThat(post("/counted", FORM, formOf(1_900_000), true).body())
        .isEqualTo("[user, pad]:x,1899989");
    HttpResponse<String> refused = post("/counted", FORM, formOf(2_500_000), true);
    assertThat(refused.statusCode()).isEqualTo(413);
    assertThat(refused.body())
        .isEqualTo(
            "{\"type\":\"about:blank\",\"title\":\"Content Too Large\",\"status\":413,\"detail\":\"The form is too long\"}");
  }

  /** Together they are longer than the memory that forms may take at once. */
  @Test
  void what_a_form_took_is_free_again_when_it_was_read() throws Exception {
    long enough = Runtime.getRuntime().maxMemory() / 16 / 1_500_000 + 2;
    for (long i = 0; i < enough; i++) {
      assertThat(post("/counted", FORM, formOf(1_500_000), true).statusCode()).isEqualTo(200);
    }
  }

  private int statusIn(String charset, String rule, String path, String type, byte[] body)
      throws Exception {
    server.close();
    server =
        new EmbeddedServer(Files.createDirectory(folder.resolve("other")))
            .parameter("weir.rate-limit.rules", rule)
            .initializer((none, context) -> context.setRequestCharacterEncoding(charset))
            .servlet("/*", new Fields())
            .start();
    return post(path, type, body, false).statusCode();
  }

  /** A charset in which a name can be written in any number of ways, or its octets be others. */
  @ParameterizedTest
  @CsvSource({
    "ISO-2022-JP, 400",
    "Shift_JIS, 400",
    "UTF-16, 400",
    "GBK, 400",
    "UTF-8, 200",
    "ISO-8859-1, 200",
  })
  void a_name_is_read_in_no_charset_of_the_application_but_those_like_ASCII(
      String charset, int status) throws Exception {
    String rule = "form: /form 9/hour per param:user counting failures refusing unreadable";
    assertThat(statusIn(charset, rule, "/form", FORM, formOf(20))).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "ISO-2022-JP, 400",
    "Shift_JIS, 400",
    "GBK, 400",
    "UTF-16, 200",
    "UTF-8, 200",
    "ISO-8859-1, 200"
  })
  void a_name_in_json_is_read_in_no_charset_of_the_application_but_those_of_Unicode_or_like_ASCII(
      String charset, int status) throws Exception {
    String rule = "json: /json 9/hour per json:/user counting failures refusing unreadable";
    byte[] json = "{\"user\":\"alice\"}".getBytes(StandardCharsets.US_ASCII);
    assertThat(statusIn(charset, rule, "/json", "application/json", json)).isEqualTo(status);
  }
}
