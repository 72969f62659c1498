package io.weir.internal.client;

import inet.ipaddr.IPAddress;
import io.weir.internal.container.PeerAddress;
import io.weir.internal.settings.Setting;
import io.weir.internal.settings.Settings;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the address of the client: the address of the connection, or the one that trusted proxies
 * forward. Forwarding headers are read from the right.
 *
 * <pre>
 *   X-Forwarded-For: 203.0.113.9 (forged), 198.51.100.7     connection: 10.0.0.2 (ours)
 *                                          └─ the client
 * </pre>
 *
 * <p>Trusted proxies append to the right. The client may have sent everything left of that. Headers
 * from a peer that is not trusted are not read.
 */
public final class TrustedProxies {

  /** The default settings: no proxy is trusted. */
  public static final TrustedProxies NONE =
      of(List.of(), OptionalInt.empty(), ForwardingHeader.X_FORWARDED_FOR, 64);

  private static final int MIN_IPV6_PREFIX = 48;
  private static final int MAX_IPV6_PREFIX = 128;

  private static final Setting<List<AddressBlock>> ADDRESSES =
      Setting.list("trusted-proxies", "", AddressBlock::parse);
  private static final Setting<Optional<Integer>> HOPS =
      Setting.optional("trusted-hops", text -> Setting.number(text, 1, ProxyTrust.MAX_HOPS));
  private static final Setting<String> HEADER =
      new Setting<>(
          "client-address-header",
          ForwardingHeader.X_FORWARDED_FOR,
          (text, where, mistakes) -> new ForwardingHeader(text).name());
  private static final Setting<Integer> IPV6_PREFIX =
      Setting.number("ipv6-prefix", 64, MIN_IPV6_PREFIX, MAX_IPV6_PREFIX);
  private static final Setting<List<Nat64Prefix>> NAT64_PREFIX =
      Setting.list("nat64-prefix", "", Nat64Prefix::parse);

  private static final Pattern HTTPS = Pattern.compile("(?i)^https$");
  private static final Pattern PROTO_HTTPS =
      Pattern.compile("(?i)(?:^|;)\\s*proto=\"?https\"?\\s*(?:;|$)");

  private final PeerAddress peers = new PeerAddress();
  private volatile Peer lastPeer = new Peer("", Optional.empty());
  private final ProxyTrust proxies;
  private final ForwardingHeader header;
  private final Ipv6Counting ipv6;

  private TrustedProxies(ProxyTrust proxies, ForwardingHeader header, Ipv6Counting ipv6) {
    this.proxies = proxies;
    this.header = header;
    this.ipv6 = ipv6;
  }

  /**
   * Checks the settings.
   *
   * @param addresses {@code weir.trusted-proxies}
   * @param hops {@code weir.trusted-hops}, 1 to 32, instead of addresses
   * @param header {@code weir.client-address-header}: {@code X-Forwarded-For}, {@code Forwarded},
   *     or another header, which then holds exactly one address
   * @param ipv6Prefix {@code weir.ipv6-prefix}, 48 to 128 bits
   * @throws IllegalArgumentException with a message for the administrator
   */
  public static TrustedProxies of(
      List<AddressBlock> addresses, OptionalInt hops, String header, int ipv6Prefix) {
    return of(addresses, hops, header, ipv6Prefix, List.of());
  }

  /** The same with {@code weir.nat64-prefix}. */
  static TrustedProxies of(
      List<AddressBlock> addresses,
      OptionalInt hops,
      String header,
      int ipv6Prefix,
      List<Nat64Prefix> nat64) {
    if (ipv6Prefix < MIN_IPV6_PREFIX || ipv6Prefix > MAX_IPV6_PREFIX) {
      throw new IllegalArgumentException(
          "an IPv6 prefix of %s bits: %s to %s are allowed; 64 is the network of one subscriber."
              .formatted(ipv6Prefix, MIN_IPV6_PREFIX, MAX_IPV6_PREFIX));
    }
    ForwardingHeader forwardingHeader = new ForwardingHeader(header);
    Ipv6Counting ipv6 = new Ipv6Counting(ipv6Prefix, nat64);
    if (hops.isEmpty()) {
      return new TrustedProxies(new ProxyTrust.ByAddress(addresses), forwardingHeader, ipv6);
    }
    if (!addresses.isEmpty()) {
      throw new IllegalArgumentException(
          "trusted proxies and trusted hops are both set; set only one of them, preferably the"
              + " proxies.");
    }
    if (!forwardingHeader.isList()) {
      throw new IllegalArgumentException(
          "trusted hops count the addresses in X-Forwarded-For or Forwarded, but %s holds only one;"
                  .formatted(header)
              + " set trusted proxies instead.");
    }
    return new TrustedProxies(new ProxyTrust.ByHopCount(hops.getAsInt()), forwardingHeader, ipv6);
  }

  /** Reads the settings that the other method lists. */
  public static TrustedProxies of(Settings settings) {
    List<AddressBlock> addresses = settings.shared(ADDRESSES);
    OptionalInt hops = settings.shared(HOPS).map(OptionalInt::of).orElseGet(OptionalInt::empty);
    String header = settings.shared(HEADER);
    int ipv6Prefix = settings.shared(IPV6_PREFIX);
    List<Nat64Prefix> nat64 = settings.shared(NAT64_PREFIX);
    try {
      return of(addresses, hops, header, ipv6Prefix, nat64);
    } catch (IllegalArgumentException e) {
      settings.mistakes().add("weir.trusted-proxies", String.valueOf(e.getMessage()));
      return NONE;
    }
  }

  /** The client that sent the request. */
  public ClientAddress clientOf(HttpServletRequest request) {
    return clientOf(peers.of(request), () -> request.getHeaders(header.name()));
  }

  /**
   * The client behind a connection.
   *
   * @param remoteAddr the address of the connection; any other text counts as no address
   * @param lines the lines of the header, read only if the peer is trusted
   */
  ClientAddress clientOf(
      @Nullable String remoteAddr, Supplier<@Nullable Enumeration<String>> lines) {
    Optional<IPAddress> peer = parse(remoteAddr);
    if (!proxies.trusts(peer)) {
      return peer.<ClientAddress>map(address -> ResolvedAddress.of(address, ipv6))
          .orElse(UnresolvedAddress.NO_PEER);
    }
    Enumeration<String> enumeration = lines.get();
    List<String> headerLines = enumeration == null ? List.of() : Collections.list(enumeration);
    return proxies
        .client(peer, header.nodes(headerLines))
        .map(address -> ResolvedAddress.of(address, ipv6))
        .<ClientAddress>map(client -> headerLines.isEmpty() ? client.asProxyItself() : client)
        .or(() -> peer.map(address -> UnresolvedAddress.behind(ResolvedAddress.of(address, ipv6))))
        .orElse(UnresolvedAddress.NO_PEER);
  }

  /** Whether a peer that is not trusted sent a forwarding header. */
  public boolean ignoresForwardingOf(HttpServletRequest request) {
    return ignoresForwarding(peers.of(request), name -> request.getHeader(name) != null);
  }

  /**
   * Whether the client's own connection is encrypted: the one to this server, or, as a trusted
   * proxy tells, the one that ends there.
   */
  public boolean isSecure(HttpServletRequest request) {
    return request.isSecure()
        || (trustsPeerOf(request)
            && (isHttps(request.getHeader("X-Forwarded-Proto"), HTTPS)
                || isHttps(request.getHeader("Forwarded"), PROTO_HTTPS)));
  }

  /** The first element is of the proxy that the client has met. */
  private static boolean isHttps(@Nullable String list, Pattern expected) {
    return list != null && expected.matcher(list.replaceFirst(",.*", "").strip()).find();
  }

  /** Whether the address of a client is taken from the headers of this request's peer. */
  public boolean trustsPeerOf(HttpServletRequest request) {
    return proxies.trusts(parse(peers.of(request)));
  }

  /**
   * Whether the header of a trusted peer names nobody before the client. Otherwise the client may
   * be a proxy that nobody has told Weir to trust, and stands for everybody behind it.
   */
  public boolean namesNobodyBeforeClient(HttpServletRequest request) {
    Enumeration<String> lines = request.getHeaders(header.name());
    Iterator<Optional<IPAddress>> nodes =
        header.nodes(lines == null ? List.of() : Collections.list(lines));
    Optional<IPAddress> client = proxies.client(parse(peers.of(request)), nodes);
    return client.isPresent() && !nodes.hasNext();
  }

  /** The name of the header that names clients. */
  public String headerName() {
    return header.name();
  }

  /** Whether the server reports an address other than that of the connection. */
  public boolean isPeerHidden(HttpServletRequest request) {
    return peers.isHidden(request);
  }

  /** Whether the server does not tell the address of the connection, as it should. */
  public boolean isPeerUnknown(HttpServletRequest request) {
    return peers.isUnknown(request);
  }

  /**
   * Whether there is a forwarding header of any kind that is ignored because the peer is not
   * trusted. Then the setting lacks a proxy, or a client forges the header.
   */
  boolean ignoresForwarding(@Nullable String remoteAddr, Predicate<String> hasHeader) {
    return !proxies.trusts(parse(remoteAddr))
        && (hasHeader.test(header.name())
            || hasHeader.test(ForwardingHeader.X_FORWARDED_FOR)
            || hasHeader.test(ForwardingHeader.FORWARDED));
  }

  /** The client with this address; nothing if the text is no address. */
  public Optional<ClientAddress> client(String address) {
    return AddressLiteral.parse(address.strip()).map(one -> ResolvedAddress.of(one, ipv6));
  }

  /** The address of a peer, which is asked several times for each request. */
  private Optional<IPAddress> parse(@Nullable String remoteAddr) {
    if (remoteAddr == null) {
      return Optional.empty();
    }
    Peer known = lastPeer;
    if (!known.text().equals(remoteAddr)) {
      known = new Peer(remoteAddr, AddressLiteral.parseNode(remoteAddr));
      lastPeer = known;
    }
    return known.address();
  }

  /** A peer and its address; nothing if the text is none. */
  private record Peer(String text, Optional<IPAddress> address) {}
}
