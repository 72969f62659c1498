package io.weir.internal.client;

import inet.ipaddr.IPAddress;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Decides which node of a forwarding chain is the client. An empty node has no valid address. */
sealed interface ProxyTrust {

  /** Real chains of proxies are shorter. */
  int MAX_HOPS = 32;

  /** Whether forwarding headers from this peer are read. */
  boolean trusts(Optional<IPAddress> peer);

  /**
   * The client of a chain.
   *
   * @param peer the address of the connection, a trusted proxy
   * @param nodes the nodes of the forwarding header from the right, the nearest proxy's first
   */
  Optional<IPAddress> client(Optional<IPAddress> peer, Iterator<Optional<IPAddress>> nodes);

  /**
   * Proxies are identified by their addresses. The client is the first node from the right that is
   * not a proxy. If all nodes are proxies, it is the leftmost.
   */
  record ByAddress(List<AddressBlock> blocks) implements ProxyTrust {

    public ByAddress {
      blocks = List.copyOf(blocks);
    }

    @Override
    public boolean trusts(Optional<IPAddress> node) {
      return !blocks.isEmpty() && node.isPresent() && isProxy(node.get());
    }

    private boolean isProxy(IPAddress address) {
      for (AddressBlock block : blocks) {
        if (block.contains(address)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public Optional<IPAddress> client(
        Optional<IPAddress> peer, Iterator<Optional<IPAddress>> nodes) {
      Optional<IPAddress> client = peer;
      for (int hop = 0; trusts(client) && nodes.hasNext(); hop++) {
        if (hop == MAX_HOPS) {
          return Optional.empty();
        }
        client = nodes.next();
      }
      return client;
    }
  }

  /**
   * Proxies are counted, and each adds one node. The client is the node at position {@code hops}
   * from the right. The address of the connection is not a node.
   */
  record ByHopCount(int hops) implements ProxyTrust {

    public ByHopCount {
      if (hops < 1 || hops > MAX_HOPS) {
        throw new IllegalArgumentException(
            "%s hops: 1 to %s are allowed.".formatted(hops, MAX_HOPS));
      }
    }

    @Override
    public boolean trusts(Optional<IPAddress> peer) {
      return true;
    }

    @Override
    public Optional<IPAddress> client(
        Optional<IPAddress> peer, Iterator<Optional<IPAddress>> nodes) {
      Optional<IPAddress> client = Optional.empty();
      for (int hop = 0; hop < hops; hop++) {
        if (!nodes.hasNext()) {
          return Optional.empty();
        }
        client = nodes.next();
      }
      return client;
    }
  }
}
