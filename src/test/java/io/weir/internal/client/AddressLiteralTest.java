package io.weir.internal.client;

import static org.assertj.core.api.Assertions.assertThat;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A catalogue of the forms of addresses, and the result for each. */
class AddressLiteralTest {

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "0.0.0.0,                                 0.0.0.0",
    "192.0.2.1,                               192.0.2.1",
    "255.255.255.255,                         255.255.255.255",
    "127.0.0.1,                               127.0.0.1",
    "::,                                      ::",
    "::1,                                     ::1",
    "2001:db8::1,                             2001:db8::1",
    "2001:0db8:0000:0000:0000:0000:0000:0001, 2001:db8::1",
    "2001:DB8::A,                             2001:db8::a",
    "2001:db8:1:2:3:4:5:6,                    2001:db8:1:2:3:4:5:6",
    "2001:db8:1:2:3:4:5::,                    2001:db8:1:2:3:4:5:0",
    "::2:3:4:5:6:7:8,                         0:2:3:4:5:6:7:8",
    "fe80::1,                                 fe80::1",
    "2001:db8::192.0.2.1,                     2001:db8::c000:201",
    "64:ff9b::192.0.2.1,                      64:ff9b::c000:201",
    "::192.0.2.1,                             ::c000:201",
    "::ffff:192.0.2.1,                        192.0.2.1",
    "::FFFF:192.0.2.1,                        192.0.2.1",
    "::ffff:c000:201,                         192.0.2.1",
    "0:0:0:0:0:ffff:c000:0201,                192.0.2.1",
    "0000:0000:0000:0000:0000:ffff:192.0.2.1, 192.0.2.1",
    "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
  })
  void a_strict_literal_is_read(String text, String address) {
    assertThat(spelled(AddressLiteral.parse(text))).contains(address);
    assertThat(spelled(AddressLiteral.parseNode(text))).contains(address);
  }

  @ParameterizedTest(name = "\"{0}\"")
  @ValueSource(
      strings = {
        // nothing, and the blanks around something
        "",
        " ",
        "\t",
        " 192.0.2.1",
        "192.0.2.1 ",
        "192.0.2.1\n",
        "\n192.0.2.1",
        "192.0.2.1\u0000",
        "\u00a0192.0.2.1",
        "192. 0.2.1",
        " ::1",
        "::1\n",
        "::1\r",
        "2001:db8::1 ",
        // IPv4 that inet_aton reads
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "017700000001",
        "127.0.0.01",
        "127.0.0.00",
        "00.0.0.0",
        "192.000.002.001",
        "1",
        "0",
        "0x7F.1",
        // IPv4, broken
        "256.0.0.1",
        "192.0.2.256",
        "192.0.2.999",
        "192.0.2.4294967297",
        "192.0.2",
        "192.0.2.",
        ".192.0.2.1",
        "192..2.1",
        "192.0.2.1.",
        "192.0.2.1.1",
        "...",
        "-1.0.0.1",
        "+1.0.0.1",
        "a.b.c.d",
        "192.0.2.1a",
        "192.0.2.f",
        // digits of other scripts
        "\uff11\uff19\uff12.0.2.1",
        "\u0661\u0669\u0662.0.2.1",
        "192\u30020\u30022\u30021",
        "2001:db8::\uff11",
        "\u0967.1.1.1",
        // more than one address
        "192.0.2.1/32",
        "192.0.2.0/24",
        "192.0.2.0/255.255.255.0",
        "192.0.2.*",
        "192.0.2.1-9",
        "192.0.2.1,192.0.2.2",
        "*",
        "*.*.*.*",
        "/24",
        "::1/128",
        "2001:db8::*",
        "2001:db8::1-2",
        "192.0.2._",
        "%",
        "::%",
        "2001:db8::/32",
        // IPv6, broken
        ":",
        ":::",
        "1::2::3",
        "::1:",
        ":1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::9",
        "1:2:3:4:5:6:7::8",
        "12345::",
        "02001:db8::1",
        "::00001",
        "2001:db8::g",
        "1:2:3:4:5:6:7:192.0.2.1",
        "192.0.2.1::",
        "::192.0.2.1:5",
        "::ffff:192.0.2",
        "::ffff:0300.0.2.1",
        "::ffff:192.0.2.256",
        "::ffff:192.0.2.01",
        "::ffff:0xc0.0.2.1",
        "::ffff:3221225985",
        "20010db8000000000000000000000001",
        "0x20010db8000000000000000000000001",
        "4)+k&C#VzJ4br>0wv%Yp",
        // names and other words
        "localhost",
        "proxy.example.com",
        "unknown",
        "_hidden",
        "null",
        "<script>",
        "face.cafe",
        "cafe",
        "http://192.0.2.1",
        "192.0.2.1.example.com",
        "user@192.0.2.1",
        "admin.internal",
      })
  void everything_else_is_refused(String text) {
    assertThat(AddressLiteral.parse(text)).isEmpty();
    if (!text.contains(":1:2")) {
      assertThat(AddressLiteral.parseNode(text)).isEmpty();
    }
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "192.0.2.1:4711,             192.0.2.1",
    "192.0.2.1:0,                192.0.2.1",
    "192.0.2.1:_hidden,          192.0.2.1",
    "[2001:db8::1],              2001:db8::1",
    "[2001:db8::1]:80,           2001:db8::1",
    "[2001:db8::1]:_p,           2001:db8::1",
    "[::ffff:192.0.2.1]:80,      192.0.2.1",
    "2001:db8::1:80,             2001:db8::1:80",
    "fe80::1%eth0,               fe80::1",
    "fe80:0:0:0:0:0:0:1%2,       fe80::1",
    "[fe80::1%25eth0]:80,        fe80::1",
    "::ffff:192.0.2.1%1,         192.0.2.1",
  })
  void a_node_may_have_port_brackets_and_zone(String node, String address) {
    assertThat(spelled(AddressLiteral.parseNode(node))).contains(address);
    assertThat(AddressLiteral.parse(node).isPresent()).isEqualTo(node.equals(address));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "[192.0.2.1]",
        "[192.0.2.1]:80",
        "[]",
        "[",
        "]",
        "[]:80",
        "[2001:db8::1",
        "2001:db8::1]",
        "[2001:db8::1]80",
        "[2001:db8::1]:",
        "[2001:db8::1]:x",
        "[2001:db8::1]:123456",
        "[2001:db8::1] ",
        "[2001:db8::1]:80:80",
        "[[2001:db8::1]]",
        "[ 2001:db8::1]",
        "192.0.2.1:",
        "192.0.2.1:x",
        "192.0.2.1:123456",
        "192.0.2.1:-1",
        "192.0.2.1:_",
        "192.0.2.1: 80",
        "192.0.2.1:\uff18\uff10",
        "192.0.2.1:80:80",
        ":80",
        ":",
        "localhost:80",
        "unknown:80",
        "_hidden:_p",
        "192.0.2.1%eth0",
        "192.0.2.1%eth0:80",
        "fe80::1%",
        "%eth0",
        "[fe80::1%]",
        "\"192.0.2.1\"",
        "for=192.0.2.1",
        "[2001:db8::1]:_a b",
      })
  void a_broken_node_has_no_address(String node) {
    assertThat(AddressLiteral.parseNode(node)).isEmpty();
  }

  @Property
  void no_text_is_too_strange(@ForAll String text) {
    AddressLiteral.parse(text);
    AddressLiteral.parseNode(text);
  }

  @Property
  void texts_that_look_like_addresses_are_read_or_not_but_never_fail(
      @ForAll @Chars({'.', ':', '[', ']', '%', '/'}) @CharRange(from = '0', to = 'f') String text) {
    AddressLiteral.parse(text);
    AddressLiteral.parseNode(text);
  }

  @Property
  void mapped_and_plain_are_one_address(@ForAll int bits) {
    String plain = quad(bits);
    String hex = "::ffff:%x:%x".formatted(bits >>> 16, bits & 0xffff);
    assertThat(AddressLiteral.parse(plain))
        .isPresent()
        .isEqualTo(AddressLiteral.parse("::ffff:" + plain))
        .isEqualTo(AddressLiteral.parse(hex));
    assertThat(spelled(AddressLiteral.parse(plain))).contains(plain);
  }

  /** The own parser of IPv4 is fast; the library is the reference. */
  @Property
  void the_library_agrees_on_dotted_quads(@ForAll("nearlyQuads") String text) {
    boolean library =
        !text.isEmpty()
            && text.matches("(0|[1-9][0-9]*)(\\.(0|[1-9][0-9]*)){3}")
            && new IPAddressString(text).isValid();
    assertThat(AddressLiteral.parse(text).isPresent()).isEqualTo(library);
  }

  @Provide
  Arbitrary<String> nearlyQuads() {
    Arbitrary<String> number =
        Arbitraries.frequencyOf(
            Tuple.of(9, Arbitraries.integers().between(0, 300).map(String::valueOf)),
            Tuple.of(1, Arbitraries.of("", "00", "01", "x", "2147483648", " 1")));
    return number.list().ofMinSize(3).ofMaxSize(5).map(numbers -> String.join(".", numbers));
  }

  @Test
  void a_long_text_is_refused_without_reading_it() {
    assertThat(AddressLiteral.parse("1".repeat(1_000_000))).isEmpty();
    assertThat(AddressLiteral.parseNode("[" + ":".repeat(1_000_000) + "]:80")).isEmpty();
    assertThat(AddressLiteral.parseNode("1:" + "1".repeat(1_000_000))).isEmpty();
  }

  @Test
  void a_port_has_at_most_five_digits() {
    assertThat(AddressLiteral.parseNode("192.0.2.1:99999")).isPresent();
    assertThat(AddressLiteral.parseNode("192.0.2.1:100000")).isEmpty();
  }

  static String quad(int bits) {
    return "%d.%d.%d.%d".formatted(bits >>> 24, bits >>> 16 & 0xff, bits >>> 8 & 0xff, bits & 0xff);
  }

  private static Optional<String> spelled(Optional<IPAddress> address) {
    return address.map(IPAddress::toCanonicalString);
  }
}
