package io.weir.cors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginPatternTest {

  private static final String LABEL_OF_63 =
      "a12345678901234567890123456789012345678901234567890123456789012";
  private static final String NAME_OF_251 =
      "%1$s.%1$s.%1$s.%2$s".formatted(LABEL_OF_63, LABEL_OF_63.substring(0, 59));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com",
        "http://example.com",
        "https://example.com:1",
        "https://example.com:8443",
        "https://example.com:65535",
        "https://example.com:80",
        "http://example.com:443",
        "https://localhost",
        "http://localhost:*",
        "https://ex_am-ple.com",
        "https://xn--xample-9ua.com",
        "https://xn--strae-oqa.example",
        "https://192.0.2.1",
        "https://127.0.0.1:90",
        "http://[::1]:9090",
        "https://[2001:db8:aaaa:1111::100]",
        "https://*.example.com",
        "https://*.example.com:8443",
        "https://*.example.com:*",
        "https://*.sub.example.com",
        "connector://localhost",
        "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
        "a+b-c.1://host",
        "http://3cx",
        "http://01srv:8080",
        "http://2019-dc",
        "https://1.2.3.4x",
        "https://0xg.example",
        "https://192.0.2.0x.example",
        "https://xn--fa-hia.de",
        "moz-extension://3f25b7e2-1c2d-4e5f-8a9b-0c1d2e3f4a5b",
        "moz-extension://12345678-1234-1234-1234-123456789012",
        "chrome-extension://abc.123",
        "safari-web-extension://2C8A1F00-1234-4ABC-9DEF-0123456789AB",
        "app://.",
        "app://Main_1.window:8080",
      })
  void whatABrowserSendsIsReadAndWrittenAsItIs(String text) {
    assertThat(OriginPattern.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          null                          | "null": any page can send this origin from a sandboxed frame; it is never allowed.
          example.com                   | "example.com": an origin consists of a scheme and a host, such as https://app.example.com.
          https:example.com             | "https:example.com": an origin consists of a scheme and a host, such as https://app.example.com.
          ://example.com                | "://example.com": an origin consists of a scheme and a host, such as https://app.example.com.
          https://example.com/          | "https://example.com/": an origin has no path, query, fragment or user; write "https://example.com".
          https://example.com:6060/path | "https://example.com:6060/path": an origin has no path, query, fragment or user; write "https://example.com:6060".
          https://example.com?          | "https://example.com?": an origin has no path, query, fragment or user; write "https://example.com".
          https://example.com?foo=bar   | "https://example.com?foo=bar": an origin has no path, query, fragment or user; write "https://example.com".
          https://example.com#nav       | "https://example.com#nav": an origin has no path, query, fragment or user; write "https://example.com".
          https://user:pw@example.com:1 | "https://user:pw@example.com:1": an origin has no path, query, fragment or user; write "https://example.com:1".
          https://*.example.com/        | "https://*.example.com/": an origin has no path, query, fragment or user; write "https://*.example.com".
          http://exAmplE.coM:3999       | "http://exAmplE.coM:3999": browsers send origins in lower case; write "http://example.com:3999".
          HTTPS://example.com           | "HTTPS://example.com": browsers send origins in lower case; write "https://example.com".
          https://bücher.example        | "https://bücher.example": browsers send international domain names in ASCII, as location.origin shows them; write "https://xn--bcher-kva.example".
          https://BÜCHER.example        | "https://BÜCHER.example": browsers send international domain names in ASCII, as location.origin shows them; write "https://xn--bcher-kva.example".
          https://faß.de                | "https://faß.de": browsers send international domain names in ASCII, as location.origin shows them.
          https://FAẞ.de                | "https://FAẞ.de": browsers send international domain names in ASCII, as location.origin shows them.
          https://βόλος.com             | "https://βόλος.com": browsers send international domain names in ASCII, as location.origin shows them.
          https://نامه‌ای.com             | "https://نامه‌ای.com": browsers send international domain names in ASCII, as location.origin shows them.
          https://ｆａｓｓ.de              | "https://ｆａｓｓ.de": browsers send international domain names in ASCII, as location.origin shows them.
          https://a。de                  | "https://a。de": browsers send international domain names in ASCII, as location.origin shows them.
          Safari-Web-Extension://2C8A   | "Safari-Web-Extension://2C8A": browsers send origins in lower case; write "safari-web-extension://2C8A".
          app://..                      | "app://..": an origin with this scheme has a host of letters, digits, hyphens, underscores and dots.
          app://a~b                     | "app://a~b": an origin with this scheme has a host of letters, digits, hyphens, underscores and dots.
          http://0x7f.1                 | "http://0x7f.1": an IP address must be in its canonical form, such as 192.0.2.1 or [2001:db8::1].
          http://a.0x                   | "http://a.0x": an IP address must be in its canonical form, such as 192.0.2.1 or [2001:db8::1].
          http://a.09                   | "http://a.09": an IP address must be in its canonical form, such as 192.0.2.1 or [2001:db8::1].
          https://example.com:443       | "https://example.com:443": browsers omit the default port of the scheme; write "https://example.com".
          http://example.com:80         | "http://example.com:80": browsers omit the default port of the scheme; write "http://example.com".
          https://example.com:          | "https://example.com:": a port is a number from 1 to 65535, or * for any; write "https://example.com".
          https://example.com:0         | "https://example.com:0": a port is a number from 1 to 65535, or * for any.
          https://example.com:-1        | "https://example.com:-1": a port is a number from 1 to 65535, or * for any.
          https://example.com:abc       | "https://example.com:abc": a port is a number from 1 to 65535, or * for any.
          https://example.com:06060     | "https://example.com:06060": a port is a number from 1 to 65535, or * for any.
          https://example.com:65536     | "https://example.com:65536": a port is a number from 1 to 65535, or * for any.
          https://example.com:123456    | "https://example.com:123456": a port is a number from 1 to 65535, or * for any.
          https://example.com:80:*      | "https://example.com:80:*": write one port, or * for any port.
          https://example.com.          | "https://example.com.": a host name must not end with a dot; write "https://example.com".
          http://127.1:3999             | "http://127.1:3999": an IP address must be in its canonical form, such as 192.0.2.1 or [2001:db8::1].
          http://127.0.0.1.1            | "http://127.0.0.1.1": an IP address must be in its canonical form, such as 192.0.2.1 or [2001:db8::1].
          http://0xFF000000             | "http://0xFF000000": browsers send origins in lower case.
          http://0xff000000             | "http://0xff000000": an IP address must be in its canonical form, such as 192.0.2.1 or [2001:db8::1].
          http://foo.bar.255            | "http://foo.bar.255": an IP address must be in its canonical form, such as 192.0.2.1 or [2001:db8::1].
          http://[2001:db8:0:0::1]      | "http://[2001:db8:0:0::1]": an IP address must be in its canonical form, such as 192.0.2.1 or [2001:db8::1]; write "http://[2001:db8::1]".
          http://[::ffff:192.0.2.1]     | "http://[::ffff:192.0.2.1]": an IP address must be in its canonical form, such as 192.0.2.1 or [2001:db8::1].
          http://[fe80::1%eth2]         | "http://[fe80::1%eth2]": an IP address must be in its canonical form, such as 192.0.2.1 or [2001:db8::1].
          http://[example]:90           | "http://[example]:90": an IP address must be in its canonical form, such as 192.0.2.1 or [2001:db8::1].
          https://::1:90                | "https://::1:90": no browser sends such an origin; one such as https://app.example.com is allowed.
          https://[::1]abc:90           | "https://[::1]abc:90": an IP address must be in its canonical form, such as 192.0.2.1 or [2001:db8::1].
          https://abc[::1]              | "https://abc[::1]": no browser sends such an origin; one such as https://app.example.com is allowed.
          https://^foo                  | "https://^foo": no browser sends such an origin; one such as https://app.example.com is allowed.
          https://foo bar               | "https://foo bar": no browser sends such an origin; one such as https://app.example.com is allowed.
          https://example..com          | "https://example..com": no browser sends such an origin; one such as https://app.example.com is allowed.
          https://example.com..         | "https://example.com..": a host name must not end with a dot.
          https://                      | "https://": no browser sends such an origin; one such as https://app.example.com is allowed.
          http://xn--f                  | "http://xn--f": no browser sends such an origin; one such as https://app.example.com is allowed.
          42-x://foo                    | "42-x://foo": no browser sends such an origin; one such as https://app.example.com is allowed.
          file:///foo                   | "file:///foo": pages with the scheme file have no origin of their own; use https or http.
          data://example.com            | "data://example.com": pages with the scheme data have no origin of their own; use https or http.
          wss://example.com             | "wss://example.com": pages with the scheme wss have no origin of their own; use https or http.
          https://*                     | "https://*": * is allowed only for subdomains, as in https://*.example.com, for any port, as in http://localhost:*, or alone for every origin.
          h*                            | "h*": * is allowed only for subdomains, as in https://*.example.com, for any port, as in http://localhost:*, or alone for every origin.
          https://*example.com          | "https://*example.com": * is allowed only for subdomains, as in https://*.example.com, for any port, as in http://localhost:*, or alone for every origin.
          https://**.example.com        | "https://**.example.com": * is allowed only for subdomains, as in https://*.example.com, for any port, as in http://localhost:*, or alone for every origin.
          https://a.*.example.com       | "https://a.*.example.com": * is allowed only for subdomains, as in https://*.example.com, for any port, as in http://localhost:*, or alone for every origin.
          https://example.*             | "https://example.*": * is allowed only for subdomains, as in https://*.example.com, for any port, as in http://localhost:*, or alone for every origin.
          *://example.com               | "*://example.com": * is allowed only for subdomains, as in https://*.example.com, for any port, as in http://localhost:*, or alone for every origin.
          https://*.192.0.2.1           | "https://*.192.0.2.1": an IP address has no subdomains.
          https://*.[::1]               | "https://*.[::1]": an IP address has no subdomains.
          """)
  void what_no_browser_sends_is_a_mistake_that_shows_what_it_sends(String text, String sentence) {
    assertThatThrownBy(() -> OriginPattern.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(sentence);
  }

  @Test
  void a_name_has_at_most253_characters_and_its_labels63() {
    assertThat(OriginPattern.parse("https://*." + NAME_OF_251).host()).hasSize(251);
    assertThatThrownBy(() -> OriginPattern.parse("https://abc." + NAME_OF_251))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> OriginPattern.parse("https://b" + LABEL_OF_63 + ".example"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
