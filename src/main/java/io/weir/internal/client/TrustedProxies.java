package io.weir.internal.client;

import inet.ipaddr.IPAddress;
import io.weir.internal.container.PeerAddress;
import io.weir.internal.settings.Setting;
import io.weir.internal.settings.Settings;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds who asks: the connection's address, and what trusted proxies forward, read from the right.
 *
 * <pre>
 *   X-Forwarded-For: 203.0.113.9 (forged), 198.51.100.7     connection: 10.0.0.2 (ours)
 *                                          └─ the client
 * </pre>
 *
 * <p>Only the right end of a header is a proxy's word; what stands left of it, the client may have
 * sent. A header from a peer that is not trusted is not read.
 */
public final class TrustedProxies {

  /** The settings' defaults: nobody is trusted. */
  public static final TrustedProxies NONE =
      of(List.of(), OptionalInt.empty(), ForwardingHeader.X_FORWARDED_FOR, 64);

  private static final int LEAST_IPV6_PREFIX = 48;
  private static final int MOST_IPV6_PREFIX = 128;

  private static final Setting<List<AddressBlock>> ADDRESSES =
      Setting.list("trusted-proxies", "", AddressBlock::parse);
  private static final Setting<Optional<Integer>> HOPS =
      Setting.optional("trusted-hops", text -> Setting.number(text, 1, Trust.MAX_HOPS));
  private static final Setting<String> HEADER =
      new Setting<>(
          "client-address-header",
          ForwardingHeader.X_FORWARDED_FOR,
          (text, where, mistakes) -> new ForwardingHeader(text).name());
  private static final Setting<Integer> IPV6_PREFIX =
      Setting.number("ipv6-prefix", 64, LEAST_IPV6_PREFIX, MOST_IPV6_PREFIX);

  private final PeerAddress peers = new PeerAddress();
  private final Trust trust;
  private final ForwardingHeader header;
  private final int ipv6Prefix;

  private TrustedProxies(Trust trust, ForwardingHeader header, int ipv6Prefix) {
    this.trust = trust;
    this.header = header;
    this.ipv6Prefix = ipv6Prefix;
  }

  /**
   * Checks the settings.
   *
   * @param addresses {@code weir.trusted-proxies}
   * @param hops {@code weir.trusted-hops}, 1 to 32, instead of addresses
   * @param header {@code weir.client-address-header}: {@code X-Forwarded-For}, {@code Forwarded},
   *     or any other, which then holds exactly one address
   * @param ipv6Prefix {@code weir.ipv6-prefix}, 48 to 128 bits
   * @throws IllegalArgumentException with a sentence for the administrator
   */
  public static TrustedProxies of(
      List<AddressBlock> addresses, OptionalInt hops, String header, int ipv6Prefix) {
    if (ipv6Prefix < LEAST_IPV6_PREFIX || ipv6Prefix > MOST_IPV6_PREFIX) {
      throw new IllegalArgumentException(
          "an IPv6 prefix of %d bits; %d to %d are allowed, 64 is one subscriber's network."
              .formatted(ipv6Prefix, LEAST_IPV6_PREFIX, MOST_IPV6_PREFIX));
    }
    ForwardingHeader forwarding = new ForwardingHeader(header);
    if (hops.isEmpty()) {
      return new TrustedProxies(new Trust.InAddresses(addresses), forwarding, ipv6Prefix);
    }
    if (!addresses.isEmpty()) {
      throw new IllegalArgumentException(
          "trusted proxies and trusted hops are both set; either is allowed, addresses are safer.");
    }
    if (!forwarding.isList()) {
      throw new IllegalArgumentException(
          "trusted hops count the addresses in X-Forwarded-For or Forwarded, and %s holds only one;"
                  .formatted(header)
              + " with it, trusted proxies are named by address.");
    }
    return new TrustedProxies(new Trust.InHops(hops.getAsInt()), forwarding, ipv6Prefix);
  }

  /** Reads the settings {@code weir.trusted-proxies} and those about it. */
  public static TrustedProxies of(Settings settings) {
    List<AddressBlock> addresses = settings.shared(ADDRESSES);
    OptionalInt hops = settings.shared(HOPS).map(OptionalInt::of).orElseGet(OptionalInt::empty);
    String header = settings.shared(HEADER);
    int ipv6Prefix = settings.shared(IPV6_PREFIX);
    try {
      return of(addresses, hops, header, ipv6Prefix);
    } catch (IllegalArgumentException e) {
      settings.mistakes().add("weir.trusted-proxies", String.valueOf(e.getMessage()));
      return NONE;
    }
  }

  /** Who sent the request. */
  public ClientAddress clientOf(HttpServletRequest request) {
    return clientOf(peers.of(request), () -> request.getHeaders(header.name()));
  }

  /**
   * Who asks.
   *
   * @param remoteAddr the connection's address; anything else is nobody's
   * @param lines the header's lines, asked for only if the peer is trusted
   */
  ClientAddress clientOf(
      @Nullable String remoteAddr, Supplier<@Nullable Enumeration<String>> lines) {
    Optional<IPAddress> peer = read(remoteAddr);
    Optional<IPAddress> client = trust.believes(peer) ? forwarded(peer, lines.get()) : peer;
    if (client.isPresent()) {
      return ResolvedAddress.of(client.get(), ipv6Prefix);
    }
    return peer.map(address -> UnresolvedAddress.at(ResolvedAddress.of(address, ipv6Prefix)))
        .orElse(UnresolvedAddress.NOWHERE);
  }

  private Optional<IPAddress> forwarded(
      Optional<IPAddress> peer, @Nullable Enumeration<String> lines) {
    List<String> known = lines == null ? List.of() : Collections.list(lines);
    return trust.client(peer, header.nodes(known));
  }

  /** Whether the request was forwarded, as it says, by a peer that is not trusted. */
  public boolean ignoresForwardingOf(HttpServletRequest request) {
    return ignoresForwarding(peers.of(request), name -> request.getHeader(name) != null);
  }

  /** Whether the server tells an address that is not the connection's. */
  public boolean isPeerHidden(HttpServletRequest request) {
    return peers.isHidden(request);
  }

  /**
   * Whether there is a forwarding header, of any kind, that is not read since its sender is not
   * trusted. Then a setting is missing, or a client forges.
   */
  boolean ignoresForwarding(@Nullable String remoteAddr, Predicate<String> hasHeader) {
    boolean forwarded =
        hasHeader.test(header.name())
            || hasHeader.test(ForwardingHeader.X_FORWARDED_FOR)
            || hasHeader.test(ForwardingHeader.FORWARDED);
    return forwarded && !trust.believes(read(remoteAddr));
  }

  private static Optional<IPAddress> read(@Nullable String remoteAddr) {
    return remoteAddr == null ? Optional.empty() : AddressLiteral.readNode(remoteAddr);
  }
}
