package io.weir.internal.client;

/** A client whose address a trusted peer did not tell, or a connection without an address. */
record UnresolvedAddress(String key) implements ClientAddress {

  /**
   * The connection has no address: a Unix socket, or a server that passes on a client's own text.
   */
  static final UnresolvedAddress NOWHERE = new UnresolvedAddress("unresolved");

  static UnresolvedAddress at(ResolvedAddress peer) {
    return new UnresolvedAddress("unresolved at " + peer.key());
  }

  @Override
  public boolean isResolved() {
    return false;
  }

  @Override
  public boolean within(AddressBlock block) {
    return false;
  }
}
