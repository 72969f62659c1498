package io.weir.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import inet.ipaddr.IPAddress;
import java.io.File;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The trusted proxies are 10.0.0.0/8 and 2001:db8:ff::/48. The client is 198.51.100.7 or
 * 2001:db8:1:2::7.
 */
class TrustedProxiesTest {

  private static final String PROXY = "10.0.0.2";
  private static final String UNRESOLVED = "unresolved at 10.0.0.2";

  private static final TrustedProxies LIST = behindProxies("X-Forwarded-For");
  private static final TrustedProxies FORWARDED = behindProxies("Forwarded");
  private static final TrustedProxies SINGLE = behindProxies("X-Real-IP");

  /** In these tables {@code |} separates header lines. */
  @ParameterizedTest(name = "{0}: {1} → {2}")
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          # one proxy
          10.0.0.2,         `198.51.100.7`,                                  198.51.100.7
          10.0.0.2,         `203.0.113.9, 198.51.100.7`,                     198.51.100.7
          10.0.0.2,         `127.0.0.1, 198.51.100.7`,                       198.51.100.7
          10.0.0.2,         `10.9.9.9, 198.51.100.7`,                        198.51.100.7
          10.0.0.2,         `,,,198.51.100.7`,                               198.51.100.7
          10.0.0.2,         `<script>, 198.51.100.7`,                        198.51.100.7
          10.0.0.2,         `\", 198.51.100.7`,                              198.51.100.7
          10.0.0.2,         `198.51.100.7 `,                                 198.51.100.7
          # several proxies
          10.0.0.2,         `198.51.100.7, 10.0.0.3`,                        198.51.100.7
          10.0.0.2,         `203.0.113.9, 198.51.100.7, 10.0.0.3,10.0.0.4`,  198.51.100.7
          10.0.0.2,         `198.51.100.7, 2001:db8:ff::3`,                  198.51.100.7
          2001:db8:ff::2,   `198.51.100.7, 10.0.0.3`,                        198.51.100.7
          ::ffff:10.0.0.2,  `198.51.100.7, ::ffff:10.0.0.3`,                 198.51.100.7
          [2001:db8:ff::2], `198.51.100.7`,                                  198.51.100.7
          # several lines are one list
          10.0.0.2,         `203.0.113.9|198.51.100.7`,                      198.51.100.7
          10.0.0.2,         `203.0.113.9|198.51.100.7|10.0.0.3`,             198.51.100.7
          10.0.0.2,         `203.0.113.9, 198.51.100.7|10.0.0.3, 10.0.0.4`,  198.51.100.7
          10.0.0.2,         `|198.51.100.7`,                                 198.51.100.7
          # how nodes are written
          10.0.0.2,         `203.0.113.9, 198.51.100.7:4711`,                198.51.100.7
          10.0.0.2,         `198.51.100.7, 10.0.0.3:80`,                     198.51.100.7
          10.0.0.2,         `2001:db8:1:2::7`,                               2001:db8:1:2::/64
          10.0.0.2,         `[2001:db8:1:2::7]`,                             2001:db8:1:2::/64
          10.0.0.2,         `[2001:db8:1:2::7]:4711`,                        2001:db8:1:2::/64
          10.0.0.2,         `2001:DB8:1:2:0:0:0:7`,                          2001:db8:1:2::/64
          10.0.0.2,         `::ffff:198.51.100.7`,                           198.51.100.7
          10.0.0.2,         `::ffff:c633:6407`,                              198.51.100.7
          10.0.0.2,         `fe80::1%eth0`,                                  fe80::/64
          # empty elements are none
          10.0.0.2,         `198.51.100.7,`,                                 198.51.100.7
          10.0.0.2,         `198.51.100.7, , ,, `,                           198.51.100.7
          10.0.0.2,         `198.51.100.7	,	`,                             198.51.100.7
          10.0.0.2,         `203.0.113.9, ,198.51.100.7,`,                   198.51.100.7
          10.0.0.2,         `198.51.100.7|`,                                 198.51.100.7
          10.0.0.2,         `198.51.100.7|,|,`,                              198.51.100.7
          10.0.0.2,         `198.51.100.7, , 10.0.0.3`,                      198.51.100.7
          10.0.0.2,         `198.51.100.7||10.0.0.3,`,                       198.51.100.7
          10.0.0.2,         `[2001:db8:1:2::7]:4711,`,                       2001:db8:1:2::/64
          10.0.0.2,         `,10.0.0.3,`,                                    10.0.0.3
          # all ours: the leftmost
          10.0.0.2,         `10.0.0.3`,                                      10.0.0.3
          10.0.0.2,         `10.0.0.5, 10.0.0.4, 10.0.0.3`,                  10.0.0.5
          10.0.0.2,         `10.0.0.5|10.0.0.4`,                             10.0.0.5
          # where the walk stops without an address
          10.0.0.2,         ``,                                              unresolved at 10.0.0.2
          10.0.0.2,         `,`,                                             unresolved at 10.0.0.2
          10.0.0.2,         ` , 	,`,                                        unresolved at 10.0.0.2
          10.0.0.2,         `|,|`,                                           unresolved at 10.0.0.2
          10.0.0.2,         `198.51.100.7, unknown,`,                        unresolved at 10.0.0.2
          10.0.0.2,         `198.51.100.7, "",`,                             unresolved at 10.0.0.2
          10.0.0.2,         `198.51.100.7,  `,                          unresolved at 10.0.0.2
          10.0.0.2,         `198.51.100.7, unknown`,                         unresolved at 10.0.0.2
          10.0.0.2,         `198.51.100.7, _hidden`,                         unresolved at 10.0.0.2
          10.0.0.2,         `198.51.100.7, proxy.example.com, 10.0.0.3`,     unresolved at 10.0.0.2
          10.0.0.2,         `0306.063.0144.07`,                              unresolved at 10.0.0.2
          10.0.0.2,         `3325256711`,                                    unresolved at 10.0.0.2
          10.0.0.2,         `198.51.100.7 203.0.113.9`,                      unresolved at 10.0.0.2
          10.0.0.2,         `for=198.51.100.7`,                              unresolved at 10.0.0.2
          2001:db8:ff::2,   `unknown`,                                       unresolved at 2001:db8:ff::/64
          # a stranger's header
          203.0.113.9,      `198.51.100.7`,                                  203.0.113.9
          203.0.113.9,      `10.0.0.2`,                                      203.0.113.9
          ::ffff:203.0.113.9, `198.51.100.7`,                                203.0.113.9
          2001:db8:1:2::7,  `198.51.100.7`,                                  2001:db8:1:2::/64
          11.0.0.2,         `unknown`,                                       11.0.0.2
          # a server that takes a client's text for the connection
          <script>,         `198.51.100.7`,                                  unresolved
          admin.internal,   `198.51.100.7`,                                  unresolved
          ``,               `198.51.100.7`,                                  unresolved
          203.0.113.9:4711, `198.51.100.7`,                                  203.0.113.9
          """)
  void the_first_stranger_from_the_right_of_x_forwarded_for_is_the_client(
      String peer, String lines, String key) {
    assertThat(ask(LIST, peer, split(lines)).key()).isEqualTo(key);
  }

  @ParameterizedTest(name = "{0} → {1}")
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          `for=198.51.100.7`,                                                 198.51.100.7
          `For=198.51.100.7`,                                                 198.51.100.7
          `FOR="198.51.100.7"`,                                               198.51.100.7
          `for=198.51.100.7;proto=https;by=203.0.113.43`,                     198.51.100.7
          `proto=https;by=203.0.113.43;for=198.51.100.7;host=example.com`,    198.51.100.7
          `proto=https ; for=198.51.100.7 ; host="a,b;for=203.0.113.9"`,      198.51.100.7
          `;;for=198.51.100.7;`,                                              198.51.100.7
          `for="198.51.100.7:4711"`,                                          198.51.100.7
          `for=198.51.100.7:4711`,                                            198.51.100.7
          `for="198.51.100.7:_port"`,                                         198.51.100.7
          `for="[2001:db8:1:2::7]"`,                                          2001:db8:1:2::/64
          `for="[2001:db8:1:2::7]:4711"`,                                     2001:db8:1:2::/64
          `for=[2001:db8:1:2::7]:4711`,                                       2001:db8:1:2::/64
          `for="2001:db8:1:2::7"`,                                            2001:db8:1:2::/64
          `for="[::ffff:198.51.100.7]"`,                                      198.51.100.7
          `for="198\\.51.100\\.7"`,                                           198.51.100.7
          `for=203.0.113.9, for=198.51.100.7`,                                198.51.100.7
          `for=203.0.113.9,for=198.51.100.7;x="\\"",for=10.0.0.3`,            198.51.100.7
          `for=198.51.100.7;x="a\\\\",for="10.0.0.3"`,                        198.51.100.7
          `for=203.0.113.9|for=198.51.100.7`,                                 198.51.100.7
          `for=198.51.100.7|for=10.0.0.3, for="[2001:db8:ff::3]"`,            198.51.100.7
          `for=10.0.0.4, for=10.0.0.3`,                                       10.0.0.4
          # what a client leaves open does not reach what a proxy adds
          `for="203.0.113.9, for=198.51.100.7`,                               198.51.100.7
          `for="203.0.113.9, for="[2001:db8:1:2::7]"`,                        2001:db8:1:2::/64
          `for="203.0.113.9\\, for="[2001:db8:1:2::7]"`,                      2001:db8:1:2::/64
          `for="203.0.113.9|for=198.51.100.7`,                                198.51.100.7
          `""\"""\\\\\\"",,;=;, for=198.51.100.7`,                             198.51.100.7
          # where the walk stops without an address
          ``,                                                                 unresolved at 10.0.0.2
          `for=198.51.100.7,`,                                                198.51.100.7
          `for=198.51.100.7;x=",, ",, ,`,                                     198.51.100.7
          `for=198.51.100.7|`,                                                198.51.100.7
          `,for=198.51.100.7, ,for=10.0.0.3|,`,                               198.51.100.7
          `,`,                                                                unresolved at 10.0.0.2
          `for=198.51.100.7,;`,                                               unresolved at 10.0.0.2
          `proto=https`,                                                      unresolved at 10.0.0.2
          `for=198.51.100.7, proto=https`,                                    unresolved at 10.0.0.2
          `for=unknown`,                                                      unresolved at 10.0.0.2
          `for=_hidden`,                                                      unresolved at 10.0.0.2
          `for="_SEVKISEK"`,                                                  unresolved at 10.0.0.2
          `for=`,                                                             unresolved at 10.0.0.2
          `for=""`,                                                           unresolved at 10.0.0.2
          `for`,                                                              unresolved at 10.0.0.2
          `for = 198.51.100.7`,                                               unresolved at 10.0.0.2
          `for="198.51.100.7`,                                                unresolved at 10.0.0.2
          `for=198.51.100.7"`,                                                unresolved at 10.0.0.2
          `for="198.51.100.7"x`,                                              unresolved at 10.0.0.2
          `for=198.51.100.7 x`,                                               unresolved at 10.0.0.2
          `for=198.51.100.7;proto`,                                           unresolved at 10.0.0.2
          `for=198.51.100.7;=x`,                                              unresolved at 10.0.0.2
          `for=198.51.100.7;for=198.51.100.7`,                                unresolved at 10.0.0.2
          `for=198.51.100.7;FOR=203.0.113.9`,                                 unresolved at 10.0.0.2
          `f\u043er=198.51.100.7`,                                            unresolved at 10.0.0.2
          `198.51.100.7`,                                                     unresolved at 10.0.0.2
          """)
  void the_first_stranger_from_the_right_of_forwarded_is_the_client(String lines, String key) {
    assertThat(ask(FORWARDED, PROXY, split(lines)).key()).isEqualTo(key);
    assertThat(ask(FORWARDED, "203.0.113.200", split(lines)).key()).isEqualTo("203.0.113.200");
  }

  @ParameterizedTest(name = "{0} → {1}")
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          `198.51.100.7`,              198.51.100.7
          ` 198.51.100.7:80`,          198.51.100.7
          `10.0.0.3`,                  10.0.0.3
          ``,                          unresolved at 10.0.0.2
          `unknown`,                   unresolved at 10.0.0.2
          `198.51.100.7,`,             unresolved at 10.0.0.2
          `203.0.113.9, 198.51.100.7`, unresolved at 10.0.0.2
          `203.0.113.9|198.51.100.7`,  unresolved at 10.0.0.2
          `198.51.100.7|198.51.100.7`, unresolved at 10.0.0.2
          """)
  void any_other_header_holds_exactly_one_address(String lines, String key) {
    assertThat(ask(SINGLE, PROXY, split(lines)).key()).isEqualTo(key);
  }

  @ParameterizedTest(name = "{0} → {1}")
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          `198.51.100.7:46532`,                     198.51.100.7
          `2001:db8:1:2::7:46532`,                  2001:db8:1:2::/64
          `2001:db8:1:2::7:80`,                     2001:db8:1:2::/64
          `2001:db8::3:4:5:6:8080`,                 2001:db8::/64
          `2001:db8:1:2:3:4:5:6:46532`,             2001:db8:1:2::/64
          `2001:db8:1:2:3:4:5:6:80`,                2001:db8:1:2::/64
          `2001:db8:1:2:::443`,                     2001:db8:1:2::/64
          `[2001:db8:1:2::7]:46532`,                2001:db8:1:2::/64
          `::ffff:198.51.100.7:46532`,              198.51.100.7
          `10.0.0.3:46532`,                         10.0.0.3
          # not what CloudFront sends
          `198.51.100.7`,                           unresolved at 10.0.0.2
          `198.51.100.7:`,                          unresolved at 10.0.0.2
          `198.51.100.7:465321`,                    unresolved at 10.0.0.2
          `198.51.100.7:80:80`,                     unresolved at 10.0.0.2
          `2001:db8:1:2:3:4:5:6:7:80`,              unresolved at 10.0.0.2
          `2001:db8:1:2::7:beef`,                   unresolved at 10.0.0.2
          `2001:db8:1:2::`,                         unresolved at 10.0.0.2
          `[2001:db8:1:2::7]`,                      unresolved at 10.0.0.2
          `[2001:db8:1:2::7:80`,                    unresolved at 10.0.0.2
          `203.0.113.9:1, 198.51.100.7:46532`,      unresolved at 10.0.0.2
          `203.0.113.9:1|198.51.100.7:46532`,       unresolved at 10.0.0.2
          `:80`,                                    unresolved at 10.0.0.2
          `:`,                                      unresolved at 10.0.0.2
          ``,                                       unresolved at 10.0.0.2
          """)
  void the_header_of_cloudfront_always_ends_with_a_port(String lines, String key) {
    for (String name : List.of("CloudFront-Viewer-Address", "cloudfront-viewer-address")) {
      assertThat(ask(behindProxies(name), PROXY, split(lines)).key()).isEqualTo(key);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2001:db8:1:2::7:46532", "2001:db8:1:2:3:4:5:6:80"})
  void in_other_headers_a_port_without_brackets_is_no_address(String text) {
    assertThat(ask(SINGLE, PROXY, text).key()).isEqualTo(UNRESOLVED);
    assertThat(ask(LIST, PROXY, text).key()).isEqualTo(UNRESOLVED);
    assertThat(ask(FORWARDED, PROXY, "for=\"%s\"".formatted(text)).key()).isEqualTo(UNRESOLVED);
  }

  @ParameterizedTest(name = "except ip:{0}: {1}")
  @CsvSource({
    "10.0.0.2,            true",
    "10.0.0.2/32,         true",
    "::ffff:10.0.0.2,     true",
    "::ffff:10.0.0.2/128, true",
    "10.0.0.3,            false",
    "10.0.0.2/31,         false",
    "10.0.0.0/24,         false",
    "10.0.0.0/8,          false",
    "::ffff:10.0.0.0/104, false",
    "::/1,                false",
  })
  void a_trusted_peer_that_forwards_nobody_is_exempt_by_its_one_address_only(
      String block, boolean exempt) {
    for (TrustedProxies proxies : List.of(LIST, FORWARDED, SINGLE)) {
      ClientAddress itself = ask(proxies, PROXY);
      assertThat(itself.isProxyItself()).isTrue();
      assertThat(itself.within(AddressBlock.parse(block))).isEqualTo(exempt);
    }
    ClientAddress itself = ask(LIST, "2001:db8:ff::2");
    assertThat(itself.within(AddressBlock.parse("2001:db8:ff::2"))).isTrue();
    assertThat(itself.within(AddressBlock.parse("2001:db8:ff::/64"))).isFalse();
  }

  @Test
  void only_a_trusted_peer_that_forwards_nobody_is_the_proxy_itself() {
    AddressBlock ours = AddressBlock.parse("10.0.0.0/8");
    assertThat(ask(LIST, PROXY, "10.0.0.9").isProxyItself()).isFalse();
    assertThat(ask(LIST, PROXY, "10.0.0.9").within(ours)).isTrue();
    assertThat(ask(LIST, PROXY, "").isProxyItself()).isFalse();
    assertThat(ask(LIST, PROXY, ",").within(ours)).isFalse();
    assertThat(ask(LIST, "203.0.113.9").isProxyItself()).isFalse();
    assertThat(ask(behindHops(1), PROXY).isProxyItself()).isFalse();
    assertThat(ask(behindHops(1), PROXY).within(ours)).isFalse();
    assertThat(TrustedProxies.NONE.clientOf(PROXY, () -> null).within(ours)).isTrue();
  }

  @Test
  void a_trusted_peer_that_forwards_nobody_asks_for_itself() {
    for (TrustedProxies proxies : List.of(LIST, FORWARDED, SINGLE)) {
      assertThat(ask(proxies, PROXY).key()).isEqualTo(PROXY);
      assertThat(proxies.clientOf(PROXY, () -> null).key()).isEqualTo(PROXY);
    }
  }

  @ParameterizedTest(name = "{0} hops: {1} → {2}")
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          1, `198.51.100.7`,                            198.51.100.7
          1, `203.0.113.9, 198.51.100.7`,               198.51.100.7
          1, `203.0.113.9|198.51.100.7`,                198.51.100.7
          2, `198.51.100.7, 203.0.113.1`,               198.51.100.7
          2, `203.0.113.9|198.51.100.7, unknown`,       198.51.100.7
          1, `198.51.100.7, , `,                        198.51.100.7
          2, `198.51.100.7, , 203.0.113.1,`,            198.51.100.7
          2, `203.0.113.9|198.51.100.7||,203.0.113.1`,  198.51.100.7
          3, `198.51.100.7, , `,                        unresolved at 203.0.113.80
          1, `, ,`,                                     unresolved at 203.0.113.80
          1, ``,                                        unresolved at 203.0.113.80
          1, `198.51.100.7, unknown`,                   unresolved at 203.0.113.80
          2, `198.51.100.7`,                            unresolved at 203.0.113.80
          32, `198.51.100.7, 203.0.113.1`,              unresolved at 203.0.113.80
          """)
  void the_client_is_as_many_hops_from_the_right_as_proxies_stand_in_front(
      int hops, String lines, String key) {
    assertThat(ask(behindHops(hops), "203.0.113.80", split(lines)).key()).isEqualTo(key);
  }

  @Test
  void with_hops_the_connection_need_not_have_an_address() {
    assertThat(ask(behindHops(1), null, "203.0.113.9, 198.51.100.7").key())
        .isEqualTo("198.51.100.7");
    assertThat(ask(behindHops(1), "<script>", "unknown").key()).isEqualTo("unresolved");
    assertThat(ask(behindHops(1), PROXY).key()).isEqualTo(UNRESOLVED);
  }

  @Test
  void more_than_32_proxies_are_not_believed() {
    String proxies = String.join(",", Collections.nCopies(32, "10.0.0.3"));
    assertThat(ask(LIST, PROXY, proxies).key()).isEqualTo("10.0.0.3");
    assertThat(ask(LIST, PROXY, "198.51.100.7," + proxies.substring(9)).key())
        .isEqualTo("198.51.100.7");
    assertThat(ask(LIST, PROXY, "198.51.100.7," + proxies).key()).isEqualTo(UNRESOLVED);
  }

  @Test
  void without_trusted_proxies_no_header_is_read() {
    ClientAddress client =
        TrustedProxies.NONE.clientOf("203.0.113.9", () -> fail("the header was read"));
    assertThat(client.key()).isEqualTo("203.0.113.9");
    assertThat(LIST.clientOf("203.0.113.9", () -> fail("the header was read")).key())
        .isEqualTo("203.0.113.9");
    assertThat(TrustedProxies.NONE.clientOf(null, () -> fail("the header was read")).key())
        .isEqualTo("unresolved");
  }

  @ParameterizedTest(name = "/{0}: {1}")
  @CsvSource({
    "48,  2001:db8:1::/48",
    "56,  2001:db8:1:200::/56",
    "61,  2001:db8:1:230::/61",
    "64,  2001:db8:1:234::/64",
    "128, 2001:db8:1:234::7/128",
  })
  void ipv6_counts_by_its_network(int prefix, String key) {
    TrustedProxies proxies = TrustedProxies.of(List.of(), OptionalInt.empty(), "Forwarded", prefix);
    assertThat(ask(proxies, "2001:db8:1:234::7").key()).isEqualTo(key);
    assertThat(ask(proxies, "198.51.100.7").key()).isEqualTo("198.51.100.7");
    assertThat(ask(proxies, "::ffff:198.51.100.7").key()).isEqualTo("198.51.100.7");
  }

  @ParameterizedTest(name = "{0} → {1}")
  @CsvSource({
    // NAT64 (RFC 6052 §2.1)
    "64:ff9b::198.51.100.7,                   198.51.100.7",
    "64:ff9b::c633:6407,                      198.51.100.7",
    "64:FF9B:0:0:0:0:C633:6407,               198.51.100.7",
    "64:ff9b::10.0.0.9,                       10.0.0.9",
    "64:ff9b::1:0:c633:6407,                  64:ff9b:0:0::/64",
    // 6to4 (RFC 3056 §2)
    "2002:c633:6407::1,                       198.51.100.7",
    "2002:c633:6407:ffff:1:2:3:4,             198.51.100.7",
    "2002:cb00:7109::,                        203.0.113.9",
    // Teredo (RFC 4380 §4)
    "2001:0:4136:e378:8000:63bf:39cc:9bf8,    198.51.100.7",
    "2001::8000:63bf:39cc:9bf8,               198.51.100.7",
    "2001:1::39cc:9bf8,                       2001:1:0:0::/64",
    // weir.nat64-prefix (RFC 6052 §2.4 has these addresses)
    "64:ff9b:1:c633:64:700::,                 198.51.100.7",
    "2001:db8:c000:221::,                     192.0.2.33",
    "2001:db9:1c0:2:21::,                     192.0.2.33",
    "2001:dba:122:c000:2:2100::,              192.0.2.33",
    "2001:dbb:122:3c0:0:221::,                192.0.2.33",
    "2001:dbc:122:344:c0:2:2100:0,            192.0.2.33",
    "2001:dbd:122:344::192.0.2.33,            192.0.2.33",
    "2001:dbd:122:345::192.0.2.33,            2001:dbd:122:345::/64",
    "64:ff9b:2:c633:64:700::,                 64:ff9b:2:c633::/64",
    // neighbours
    "::ffff:198.51.100.7,                     198.51.100.7",
    "2003:c633:6407::1,                       2003:c633:6407:0::/64",
    "2001:db8:1:2::7,                         2001:db8:1:2::/64",
  })
  void an_ipv4_address_inside_ipv6_is_what_counts(String address, String key) {
    List<Nat64Prefix> nat64 =
        Stream.of(
                "64:ff9b:1::/48",
                "2001:db8::/32",
                "2001:db9:100::/40",
                "2001:dba:122::/48",
                "2001:dbb:122:300::/56",
                "2001:dbc:122:344::/64",
                "2001:dbd:122:344::/96")
            .filter(prefix -> !key.startsWith("2001:db8:1:2") || !prefix.startsWith("2001:db8"))
            .map(Nat64Prefix::parse)
            .toList();
    AddressBlock whole = AddressBlock.parse(address);
    AddressBlock inside = AddressBlock.parse("198.51.100.7");
    for (String header : List.of("X-Forwarded-For", "X-Real-IP")) {
      TrustedProxies proxies =
          TrustedProxies.of(
              List.of(AddressBlock.parse("10.0.0.2")), OptionalInt.empty(), header, 64, nat64);
      String text = key.replace(":0:0::/64", "::/64").replace(":0::/64", "::/64");
      assertThat(ask(proxies, address).key()).isEqualTo(text);
      for (String written : List.of(address, "[" + address + "]", "[" + address + "]:4711")) {
        ClientAddress client = ask(proxies, PROXY, written);
        assertThat(client.key()).isEqualTo(text);
        assertThat(client.within(whole)).isTrue();
        assertThat(client.within(inside)).isEqualTo(whole.equals(inside));
      }
    }
  }

  @Test
  void an_ipv4_address_inside_ipv6_is_no_trusted_proxy() {
    assertThat(ask(LIST, "64:ff9b::10.0.0.2", "198.51.100.7").key()).isEqualTo("10.0.0.2");
    assertThat(ask(LIST, PROXY, "198.51.100.7, 2002:a00:3::1").key()).isEqualTo("10.0.0.3");
  }

  @Property
  void nat64_and_plain_ipv4_are_one_key(@ForAll int bits) {
    String plain = AddressLiteralTest.quad(bits);
    assertThat(ask(LIST, "64:ff9b::" + plain).key()).isEqualTo(plain);
    assertThat(ask(LIST, "2002:%x:%x:1::9".formatted(bits >>> 16, bits & 0xffff)).key())
        .isEqualTo(plain);
    assertThat(ask(LIST, "2001:0:1:2:3:4:%x:%x".formatted(~bits >>> 16, ~bits & 0xffff)).key())
        .isEqualTo(plain);
  }

  @ParameterizedTest
  @CsvSource({"64:ff9b:1::", "64:ff9b:1::/47", "2001:db8::1/128", "10.0.0.0/8", "10.0.0.0/32"})
  void a_nat64_prefix_has_one_of_six_lengths(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Nat64Prefix.parse(text))
        .withMessageContaining(text);
  }

  @Test
  void a_block_is_asked_for_the_whole_address_and_never_holds_an_unresolved_one() {
    AddressBlock one = AddressBlock.parse("2001:db8:1:2::7");
    assertThat(ask(LIST, "2001:db8:1:2::7").within(one)).isTrue();
    assertThat(ask(LIST, "2001:db8:1:2::8").within(one)).isFalse();
    AddressBlock ours = AddressBlock.parse("10.0.0.0/8");
    assertThat(ask(LIST, PROXY, "unknown").within(ours)).isFalse();
    assertThat(ask(LIST, "<script>").within(ours)).isFalse();
    assertThat(ask(LIST, PROXY, "10.0.0.9").within(ours)).isTrue();
  }

  @Test
  void forwarding_by_a_stranger_is_noticed() {
    assertThat(TrustedProxies.NONE.ignoresForwarding("10.0.0.2", Set.of("Forwarded")::contains))
        .isTrue();
    assertThat(LIST.ignoresForwarding("203.0.113.9", Set.of("X-Forwarded-For")::contains)).isTrue();
    assertThat(SINGLE.ignoresForwarding("203.0.113.9", Set.of("X-Real-IP")::contains)).isTrue();
    assertThat(LIST.ignoresForwarding("<script>", Set.of("X-Forwarded-For")::contains)).isTrue();
    assertThat(LIST.ignoresForwarding("203.0.113.9", Set.of("Accept")::contains)).isFalse();
    assertThat(LIST.ignoresForwarding(PROXY, Set.of("X-Forwarded-For")::contains)).isFalse();
    assertThat(behindHops(1).ignoresForwarding(null, Set.of("Forwarded")::contains)).isFalse();
  }

  @Test
  void settings_that_contradict_each_other_are_refused() {
    List<AddressBlock> ours = List.of(AddressBlock.parse("10.0.0.0/8"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrustedProxies.of(ours, OptionalInt.of(1), "Forwarded", 64))
        .withMessage(
            "trusted proxies and trusted hops are both set; set only one of them, preferably the"
                + " proxies.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrustedProxies.of(List.of(), OptionalInt.of(1), "X-Real-IP", 64))
        .withMessage(
            "trusted hops count the addresses in X-Forwarded-For or Forwarded, but X-Real-IP holds"
                + " only one; set trusted proxies instead.");
    for (int hops : List.of(-1, 0, 33)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> behindHops(hops))
          .withMessage("%d hops: 1 to 32 are allowed.", hops);
    }
    for (int prefix : List.of(0, 47, 129)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TrustedProxies.of(ours, OptionalInt.empty(), "Forwarded", prefix))
          .withMessage(
              "an IPv6 prefix of %d bits: 48 to 128 are allowed; 64 is the network of one"
                  + " subscriber.",
              prefix);
    }
    for (String header : List.of("", "X Real IP", "X-Real-IP:", "X-R\u00e9al-IP", "a,b")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> behindProxies(header))
          .withMessage(
              "\"%s\" is not a header name; X-Forwarded-For, Forwarded or another header such as"
                  + " X-Real-IP is allowed.",
              header);
    }
  }

  @Test
  void the_name_of_the_header_is_read_in_any_case() {
    assertThat(ask(behindProxies("x-forwarded-for"), PROXY, "203.0.113.9, 198.51.100.7").key())
        .isEqualTo("198.51.100.7");
    assertThat(ask(behindProxies("FORWARDED"), PROXY, "for=198.51.100.7").key())
        .isEqualTo("198.51.100.7");
  }

  /**
   * The property that makes an address fit for counting: nothing a stranger prepends can move it.
   */
  @Property
  void forged_hops_never_change_the_client(
      @ForAll("forged") List<String> forgedLines, @ForAll("forged") List<String> forgedHops) {
    String forged = String.join(", ", forgedHops);
    for (String chain : List.of("198.51.100.7", "198.51.100.7:80, 10.0.0.3")) {
      assertThat(ask(LIST, PROXY, forgedLines, forged + ", " + chain).key())
          .isEqualTo("198.51.100.7");
      assertThat(
              ask(behindHops(chain.split(",").length), PROXY, forgedLines, forged + "," + chain)
                  .key())
          .isEqualTo("198.51.100.7");
    }
    for (String chain :
        List.of(
            "for=198.51.100.7",
            "proto=https;for=\"198.51.100.7:80\";host=\"\\\",\", for=\"10.0.0.3\"")) {
      assertThat(ask(FORWARDED, PROXY, forgedLines, forged + ", " + chain).key())
          .isEqualTo("198.51.100.7");
      assertThat(ask(FORWARDED, PROXY, forgedLines, chain).key()).isEqualTo("198.51.100.7");
    }
  }

  @Property
  void nothing_a_stranger_sends_is_too_strange(
      @ForAll("forged") List<String> lines, @ForAll String peer) {
    for (TrustedProxies proxies : List.of(LIST, FORWARDED, SINGLE, behindHops(2))) {
      assertThat(ask(proxies, PROXY, lines, "").key()).isNotEmpty();
      assertThat(ask(proxies, peer, lines, "").key()).isNotEmpty();
    }
  }

  @Property
  void mapped_and_plain_ipv4_are_one_key(@ForAll int bits) {
    String plain = AddressLiteralTest.quad(bits);
    assertThat(ask(LIST, "::ffff:" + plain).key()).isEqualTo(plain);
    assertThat(ask(LIST, plain)).isEqualTo(ask(LIST, "::ffff:" + plain));
  }

  /** Random texts, and texts similar to a header. */
  @Provide
  Arbitrary<List<String>> forged() {
    Arbitrary<String> near =
        Arbitraries.of(
                "\"",
                "\\",
                ",",
                ";",
                "=",
                "for",
                "for=",
                "proto",
                " ",
                "\t",
                "10.0.0.3",
                "203.0.113.9",
                "[",
                "]",
                ":",
                "[2001:db8::1]",
                "unknown",
                "_",
                "%",
                "\u0000",
                "\n",
                "\ud800",
                "\u00e9")
            .list()
            .ofMaxSize(12)
            .map(parts -> String.join("", parts));
    return Arbitraries.oneOf(near, near, Arbitraries.strings().ofMaxLength(20)).list().ofMaxSize(6);
  }

  /** With quadratic cost this test would take minutes. */
  @ParameterizedTest(name = "{index}")
  @MethodSource("longHeaders")
  void a_long_header_costs_no_more_than_reading_it(List<String> lines) {
    for (TrustedProxies proxies : List.of(LIST, FORWARDED, SINGLE, behindHops(32))) {
      String key =
          assertTimeoutPreemptively(
              Duration.ofSeconds(60),
              () -> ask(proxies, PROXY, lines.toArray(String[]::new)).key());
      assertThat(key).isIn(UNRESOLVED, "10.0.0.3");
    }
  }

  static Stream<List<String>> longHeaders() {
    return Stream.concat(
        Stream.of(Collections.nCopies(10_000, "10.0.0.3")),
        Stream.of(
                ",".repeat(900_000),
                "\"".repeat(900_000),
                "\\\"".repeat(450_000),
                "\"" + "\\".repeat(900_000) + "\"",
                "a".repeat(900_000),
                ":".repeat(900_000),
                "[".repeat(900_000),
                "10.0.0.3,".repeat(100_000) + "10.0.0.3",
                "for=10.0.0.3,".repeat(70_000) + "for=10.0.0.3",
                "for=".repeat(225_000),
                "for=\"" + "a,".repeat(450_000) + "\"",
                "for=\"" + "\\a".repeat(450_000) + "\"",
                ";".repeat(900_000),
                " ".repeat(900_000))
            .map(List::of));
  }

  /** An undeployed application must leave nothing in the server's threads. */
  @Test
  void the_library_of_addresses_knows_neither_threads_nor_thread_locals() throws Exception {
    URI jar = IPAddress.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    try (ZipFile library = new ZipFile(new File(jar))) {
      for (ZipEntry entry : Collections.list(library.entries())) {
        byte[] bytes = library.getInputStream(entry).readAllBytes();
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
            .as(entry.getName())
            .doesNotContain("java/lang/Thread", "java/util/Timer", "java/util/concurrent/Executor");
      }
    }
  }

  private static TrustedProxies behindProxies(String header) {
    List<AddressBlock> ours =
        Stream.of("10.0.0.0/8", "2001:db8:ff::/48").map(AddressBlock::parse).toList();
    return TrustedProxies.of(ours, OptionalInt.empty(), header, 64);
  }

  private static TrustedProxies behindHops(int hops) {
    return TrustedProxies.of(List.of(), OptionalInt.of(hops), "X-Forwarded-For", 64);
  }

  private static String[] split(@Nullable String lines) {
    return (lines == null ? "" : lines).split("\\|", -1);
  }

  private static ClientAddress ask(TrustedProxies proxies, @Nullable String peer, String... lines) {
    return proxies.clientOf(peer, () -> Collections.enumeration(Arrays.asList(lines)));
  }

  private static ClientAddress ask(
      TrustedProxies proxies, String peer, List<String> lines, String last) {
    List<String> all = new ArrayList<>(lines);
    all.add(last);
    return ask(proxies, peer, all.toArray(String[]::new));
  }
}
