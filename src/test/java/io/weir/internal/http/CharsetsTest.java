package io.weir.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CharsetsTest {

  @Test
  void aCharsetIsFoundByItsName() {
    assertThat(Charsets.find("utf-8")).contains(StandardCharsets.UTF_8);
    assertThat(Charsets.find("no-such-charset")).isEmpty();
    assertThat(Charsets.find("not a name")).isEmpty();
    assertThat(Charsets.find("")).isEmpty();
  }

  @Test
  void malformedUtf8IsNotDecoded() {
    assertThat(Charsets.decodeUtf8("ü€".getBytes(StandardCharsets.UTF_8))).contains("ü€");
    assertThat(Charsets.decodeUtf8(new byte[] {(byte) 0xc0, (byte) 0xaf})).isEmpty();
    assertThat(Charsets.decodeUtf8(new byte[] {(byte) 0xe2, (byte) 0x82})).isEmpty();
  }
}
