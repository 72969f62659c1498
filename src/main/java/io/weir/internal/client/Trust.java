package io.weir.internal.client;

import inet.ipaddr.IPAddress;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** How far a forwarding chain is believed. A node without a readable address is an empty one. */
sealed interface Trust {

  /** More hops than any chain of proxies has. */
  int MAX_HOPS = 32;

  /** Whether what this peer forwards is read at all. */
  boolean believes(Optional<IPAddress> peer);

  /**
   * The client of a chain.
   *
   * @param peer the connection's own address, which is believed
   * @param nodes what forwarding headers say, from the right: the nearest proxy's word first
   */
  Optional<IPAddress> client(Optional<IPAddress> peer, Iterator<Optional<IPAddress>> nodes);

  /**
   * Proxies known by their addresses. The client is the first node from the right that is none of
   * them; if all are, it is the leftmost.
   */
  record InAddresses(List<AddressBlock> blocks) implements Trust {

    public InAddresses {
      blocks = List.copyOf(blocks);
    }

    @Override
    public boolean believes(Optional<IPAddress> node) {
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
      for (int walked = 0; believes(client) && nodes.hasNext(); walked++) {
        if (walked == MAX_HOPS) {
          return Optional.empty();
        }
        client = nodes.next();
      }
      return client;
    }
  }

  /**
   * Proxies known by their number, each of which adds one node. The client is that many from the
   * right; the connection's own address is not a node.
   */
  record InHops(int hops) implements Trust {

    public InHops {
      if (hops < 1 || hops > MAX_HOPS) {
        throw new IllegalArgumentException(
            "%d hops: 1 to %d are allowed.".formatted(hops, MAX_HOPS));
      }
    }

    @Override
    public boolean believes(Optional<IPAddress> peer) {
      return true;
    }

    @Override
    public Optional<IPAddress> client(
        Optional<IPAddress> peer, Iterator<Optional<IPAddress>> nodes) {
      Optional<IPAddress> client = Optional.empty();
      for (int walked = 0; walked < hops; walked++) {
        if (!nodes.hasNext()) {
          return Optional.empty();
        }
        client = nodes.next();
      }
      return client;
    }
  }
}
