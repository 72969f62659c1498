package io.weir.ratelimit;

import io.weir.internal.container.SocketHook;
import io.weir.internal.container.SocketUpgrade;
import io.weir.internal.exchange.Exchange;
import io.weir.internal.exchange.HeldSlots;
import io.weir.internal.socket.OpenSocket;
import io.weir.internal.socket.OpenSockets;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Holds WebSockets to the rules that their handshakes match: a socket takes over the slots of its
 * handshake, and ends when its time is over, when a slot is lost, or when its client sends too
 * much.
 */
final class SocketLimiter implements AutoCloseable {

  private final OpenSockets sockets;
  private final MessageLimiter messages;
  private final RateLimitLog log;

  /** Whether a rule counts bytes, so that they must be those that the application reads. */
  private final boolean uncompressed;

  private Optional<SocketHook> hook = Optional.empty();
  private boolean hookIsKnown;

  SocketLimiter(List<Rule> rules, MessageLimiter messages, RateLimitLog log, InstantSource clock) {
    sockets = new OpenSockets(clock);
    this.messages = messages;
    this.log = log;
    uncompressed = rules.stream().anyMatch(rule -> rule.connection().limitsMessages());
  }

  /** Whether a request asks for a WebSocket that a rule limits. */
  static boolean isHandshake(MatchingRules matching, HttpServletRequest request) {
    return !matching.slots().isEmpty()
        && request.getDispatcherType() == DispatcherType.REQUEST
        && SocketHook.isAskedBy(request);
  }

  /** Whether this server lets Weir end WebSockets. */
  boolean canWatch(HttpServletRequest request) {
    return hook(request).isPresent();
  }

  private synchronized Optional<SocketHook> hook(HttpServletRequest request) {
    if (!hookIsKnown) {
      hook = SocketHook.of(request.getServletContext());
      hookIsKnown = true;
    }
    return hook;
  }

  /** The chain, whose socket holds what the exchange holds until it is closed. */
  FilterChain watching(
      RateLimitedRequest limited, MatchingRules matching, Exchange exchange, FilterChain chain) {
    HeldSlots held = exchange.holding();
    Optional<LimitedSocket> known = limited.socket();
    LimitedSocket limits = known.orElseGet(() -> new LimitedSocket(held, messages, log));
    limits.add(matching.slots());
    if (known.isPresent()) {
      return chain; // The filter's first place watches it.
    }
    limited.open(limits);
    return (passed, response) -> {
      HttpServletRequest request = (HttpServletRequest) passed;
      OpenSocket socket = sockets.ask(limits);
      held.takeOver();
      SocketUpgrade upgrade = prepare(request, socket);
      exchange.onEnd(
          ending -> {
            if (ending.upgraded()) {
              upgrade.complete();
            } else {
              socket.closed();
            }
          });
      chain.doFilter(upgrade.request(), response);
    };
  }

  private SocketUpgrade prepare(HttpServletRequest request, OpenSocket socket)
      throws ServletException {
    try {
      return hook(request).orElseThrow().prepare(request, socket, uncompressed);
    } catch (ServletException | RuntimeException e) {
      socket.closed();
      throw e;
    }
  }

  @Override
  public void close() {
    sockets.close();
    messages.close();
  }
}
