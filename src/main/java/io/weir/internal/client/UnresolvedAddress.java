package io.weir.internal.client;

import java.util.Optional;

/** A client whose address the trusted peer did not send, or a connection without an address. */
record UnresolvedAddress(String key) implements ClientAddress {

  /** The connection has no IP address: a Unix socket, or a text that is not an address. */
  static final UnresolvedAddress NO_PEER = new UnresolvedAddress("unresolved");

  static UnresolvedAddress behind(ResolvedAddress peer) {
    return new UnresolvedAddress("unresolved at " + peer.key());
  }

  @Override
  public Optional<String> networkKey() {
    return Optional.empty();
  }

  @Override
  public String network() {
    return NO_PEER.key();
  }

  @Override
  public boolean isResolved() {
    return false;
  }

  @Override
  public boolean isProxyItself() {
    return false;
  }

  @Override
  public boolean within(AddressBlock block) {
    return false;
  }
}
