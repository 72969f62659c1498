package io.weir.internal.client;

/** An address or a CIDR block: {@code 192.0.2.0/24}. */
public record AddressBlock(String text) {

  /** Reads one; the exception's message is a finished sentence. */
  public static AddressBlock parse(String text) {
    if (!text.matches("[0-9a-fA-F:.]+(/[0-9]{1,3})?")) {
      throw new IllegalArgumentException("\"%s\" is no address.".formatted(text));
    }
    return new AddressBlock(text);
  }

  @Override
  public String toString() {
    return text;
  }
}
