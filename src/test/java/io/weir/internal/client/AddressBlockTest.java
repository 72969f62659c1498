package io.weir.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressBlockTest {

  @ParameterizedTest(name = "{0} is written {1}, contains {2}, not {3}")
  @CsvSource({
    "10.0.0.0/8,            10.0.0.0/8,     10.255.255.255,       11.0.0.0",
    "192.0.2.1,             192.0.2.1,      192.0.2.1,            192.0.2.2",
    "192.0.2.1/32,          192.0.2.1,      192.0.2.1,            192.0.2.0",
    "192.0.2.0/31,          192.0.2.0/31,   192.0.2.1,            192.0.2.2",
    "128.0.0.0/1,           128.0.0.0/1,    255.255.255.255,      127.255.255.255",
    "0.0.0.0/1,             0.0.0.0/1,      127.0.0.1,            128.0.0.1",
    "10.0.0.0/8,            10.0.0.0/8,     ::ffff:10.1.2.3,      ::10.1.2.3",
    "::ffff:10.0.0.0/104,   10.0.0.0/8,     10.1.2.3,             11.0.0.0",
    "::ffff:a00:0/104,      10.0.0.0/8,     ::ffff:10.1.2.3,      ::ffff:11.1.2.3",
    "::ffff:192.0.2.1,      192.0.2.1,      192.0.2.1,            192.0.2.2",
    "::ffff:192.0.2.1/128,  192.0.2.1,      192.0.2.1,            192.0.2.2",
    "2001:db8::/32,         2001:db8::/32,  2001:db8:ffff::1,     2001:db9::",
    "2001:DB8:0:0::/64,     2001:db8::/64,  2001:db8::ffff:1,     2001:db8:0:1::",
    "2001:db8::1,           2001:db8::1,    2001:db8::1,          2001:db8::2",
    "2001:db8::1/128,       2001:db8::1,    2001:db8::1,          2001:db8::",
    "8000::/1,              8000::/1,       ffff::,               7fff::",
    "::/8,                  ::/8,           ::1,                  10.1.2.3",
    "::/80,                 ::/80,          ::1,                  ::ffff:10.1.2.3",
  })
  void a_block_contains_what_begins_like_it(
      String text, String syntax, String inside, String outside) {
    AddressBlock block = AddressBlock.parse(text);
    assertThat(block).hasToString(syntax).isEqualTo(AddressBlock.parse(syntax));
    assertThat(block).hasSameHashCodeAs(AddressBlock.parse(syntax));
    assertThat(client(inside).within(block)).isTrue();
    assertThat(client(outside).within(block)).isFalse();
  }

  @ParameterizedTest(name = "\"{0}\"")
  @ValueSource(
      strings = {
        "",
        " ",
        "/",
        "/8",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/+8",
        "10.0.0.0/08",
        "10.0.0.0/8/8",
        "10.0.0.0/ 8",
        "10.0.0.0 /8",
        " 10.0.0.0/8",
        "10.0.0.0/8\n",
        "10.0.0.0/1e1",
        "10.0.0.0/\uff18",
        "10.0.0.0/255.0.0.0",
        "10.0.0.0/0.255.255.255",
        "10/8",
        "10.0/8",
        "10.*",
        "10.0.0.0-10.0.0.9",
        "10.0.0.1-9",
        "012.0.0.0/8",
        "0xa.0.0.0/8",
        "167772160/8",
        "localhost",
        "proxy.example.com",
        "example.com/24",
        "fe80::1%eth0",
        "fe80::%eth0/10",
        "[2001:db8::1]",
        "[2001:db8::]/32",
        "192.0.2.1:80",
        "2001:db8::/129",
        "2001:db8::/999",
        "2001:db8::/9999999999",
        "::ffff:10.0.0.0/129",
        "*",
        "all",
        "any",
        "private",
        "10.0.0.0/8,",
        "10.0.0.0/8;",
      })
  void names_masks_ranges_and_zones_are_refused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AddressBlock.parse(text))
        .withMessage(
            "\"%s\" is not an IP address or block; an address such as 192.0.2.1 or 2001:db8::1 or a"
                + " block such as 10.0.0.0/8 is allowed; names, masks, ranges and zones are not.",
            text);
  }

  @ParameterizedTest(name = "{0} meant {2}")
  @CsvSource({
    "10.0.0.5/8,          8,   10.0.0.0/8",
    "192.0.2.1/31,        31,  192.0.2.0/31",
    "2001:db8::1/32,      32,  2001:db8::/32",
    "2001:db8:1::/32,     32,  2001:db8::/32",
    "::ffff:10.0.0.5/104, 8,   10.0.0.0/8",
  })
  void bits_behind_the_prefix_are_refused_and_the_block_is_named(
      String text, int bits, String meant) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AddressBlock.parse(text))
        .withMessage(
            "\"%s\" has bits set after the first %d; the block that contains it is %s.",
            text, bits, meant);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"0.0.0.0/0", "::/0", "10.0.0.0/0", "::ffff:0:0/96", "::ffff:10.0.0.0/95"})
  void everybody_is_no_block(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AddressBlock.parse(text))
        .withMessage("\"%s\" contains every address; a block such as 10.0.0.0/8 is allowed.", text);
  }

  @Test
  void different_blocks_are_different() {
    assertThat(AddressBlock.parse("10.0.0.0/8"))
        .isNotEqualTo(AddressBlock.parse("10.0.0.0/9"))
        .isNotEqualTo(AddressBlock.parse("10.0.0.0"))
        .isNotEqualTo("10.0.0.0/8");
  }

  @Property
  void an_address_is_in_every_block_around_it(
      @ForAll int bits, @ForAll @IntRange(min = 1, max = 32) int prefix) {
    int mask = -1 << (32 - prefix);
    AddressBlock block = AddressBlock.parse(AddressLiteralTest.quad(bits & mask) + "/" + prefix);
    assertThat(client(AddressLiteralTest.quad(bits)).within(block)).isTrue();
    int lowestOfPrefix = 1 << (32 - prefix);
    assertThat(client(AddressLiteralTest.quad(bits ^ lowestOfPrefix)).within(block)).isFalse();
  }

  private static ClientAddress client(String literal) {
    return ResolvedAddress.of(
        AddressLiteral.parse(literal).orElseThrow(), new Ipv6Counting(64, List.of()));
  }
}
