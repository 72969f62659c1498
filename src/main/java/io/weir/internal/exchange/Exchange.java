package io.weir.internal.exchange;

import io.weir.internal.client.ClientAddress;
import io.weir.internal.client.TrustedProxies;
import io.weir.internal.container.BrokenConnection;
import io.weir.internal.container.ContainerLogin;
import io.weir.internal.container.LoginPages;
import io.weir.internal.http.CorsPreflight;
import io.weir.internal.http.RequestHead;
import io.weir.internal.path.RequestPath;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request from its first dispatch to its end. All filters and all dispatches of a request share
 * one exchange.
 *
 * <pre>
 *   first dispatch → outermost filter of Weir: run [ other filters → application ]
 *                      │ returned, threw, upgraded                → end
 *                      └ asynchronous: [ more dispatches ] completed, timed out, failed → end
 * </pre>
 *
 * What is found out about the request once stays found out. The end is told to every listener
 * exactly once.
 */
public final class Exchange {

  /** Name of the request attribute that holds the exchange. All dispatches share it. */
  private static final String ATTRIBUTE = "io.weir.exchange";

  private final HttpServletRequest first;
  private final String method;
  private final InstantSource clock;
  private final Instant start;

  private final Map<TrustedProxies, ClientAddress> clients = new HashMap<>(2);
  private @Nullable DispatchTarget target;
  private @Nullable RequestPath path;
  private @Nullable ContainerLogin login;
  private @Nullable String user;

  private final List<ExchangeListener> listeners = new ArrayList<>(2);
  private boolean begun;
  private boolean refused;
  private boolean invalid;
  private @Nullable Throwable failure;
  private @Nullable Ending ending;
  private @Nullable HeldSlots held;

  private Exchange(HttpServletRequest first, InstantSource clock) {
    this.first = first;
    this.method = RequestHead.method(first);
    this.clock = clock;
    this.start = clock.instant();
  }

  /** The exchange of a request; it begins now if this is its first dispatch. */
  public static Exchange of(HttpServletRequest request) {
    return of(request, InstantSource.system());
  }

  /** The exchange of a request; a new one measures its duration by this clock. */
  public static Exchange of(HttpServletRequest request, InstantSource clock) {
    if (request.getAttribute(ATTRIBUTE) instanceof Exchange known) {
      return known;
    }
    Exchange exchange = new Exchange(request, clock);
    request.setAttribute(ATTRIBUTE, exchange);
    return exchange;
  }

  /** When the first dispatch began. */
  public Instant start() {
    return start;
  }

  /** The method of the first dispatch. */
  public String method() {
    return method;
  }

  /** Whether the request is a CORS preflight. */
  public boolean isPreflight() {
    return CorsPreflight.is(first);
  }

  /**
   * The client's address at the first dispatch. Wrappers that filters of the application put around
   * the request later do not change it.
   */
  public synchronized ClientAddress client(TrustedProxies policy) {
    return clients.computeIfAbsent(policy, trusted -> trusted.clientOf(first));
  }

  /** The path of a dispatch; in a FORWARD, of the target forwarded to. */
  public synchronized RequestPath path(HttpServletRequest dispatch) {
    DispatchTarget asked = DispatchTarget.of(dispatch);
    if (path == null || !asked.equals(target)) {
      target = asked;
      path = asked.path();
    }
    return path;
  }

  /** Whether a dispatch is for the target of the container's login form. */
  public boolean isFormLogin(HttpServletRequest dispatch) {
    return path(dispatch).any(LoginPages::isFormTarget);
  }

  /**
   * A login at the container. It holds the state of the session when it is first asked for, and
   * that must be before the container authenticates the request.
   */
  public synchronized ContainerLogin login() {
    if (login == null) {
      login = ContainerLogin.before(first, isFormLogin(first));
    }
    return login;
  }

  /** The name of the user, as known when it is asked for; a name once known stays. */
  public synchronized Optional<String> user(HttpServletRequest dispatch) {
    if (user == null) {
      Principal principal = dispatch.getUserPrincipal();
      user = principal == null ? null : principal.getName();
    }
    return Optional.ofNullable(user);
  }

  /** Notes that a filter of Weir answers the request, so that the application never sees it. */
  public synchronized void refuse() {
    refused = true;
  }

  /** Whether a filter of Weir has answered in place of the application. */
  public synchronized boolean isRefused() {
    return refused;
  }

  /**
   * Notes that a filter of Weir answers the request because it does not hold what it must: a
   * failure of its sender, and no proof of anything else.
   */
  public synchronized void markInvalid() {
    invalid = true;
  }

  /** Whether the request does not hold what it must. */
  public synchronized boolean isInvalid() {
    return invalid;
  }

  /** What the request holds until it ends; nothing if no rule limits how many are open. */
  public synchronized Optional<HeldSlots> held() {
    return Optional.ofNullable(held);
  }

  /** What the request holds until it ends, for a rule that adds to it. */
  public HeldSlots holding() {
    HeldSlots now;
    synchronized (this) {
      if (held != null) {
        return held;
      }
      now = new HeldSlots(clock);
      held = now;
    }
    onEnd(now::ended);
    return now;
  }

  /** Tells this listener the end; at once if the exchange has ended already. */
  public void onEnd(ExchangeListener listener) {
    Ending known;
    synchronized (this) {
      known = ending;
      if (known == null) {
        listeners.add(listener);
      }
    }
    if (known != null) {
      listener.ended(known);
    }
  }

  /** What a filter does with one dispatch. */
  @FunctionalInterface
  public interface Dispatch {

    /** Answers the request, or passes it on. */
    void run() throws IOException, ServletException;
  }

  /** Runs a filter for one dispatch. The end of the first run is the end of the exchange. */
  public void run(HttpServletRequest request, HttpServletResponse response, Dispatch dispatch)
      throws IOException, ServletException {
    boolean outermost = begin();
    try {
      dispatch.run();
    } catch (Throwable e) {
      // Of a forward, the application may catch it and answer after all.
      if (request.getDispatcherType() != DispatcherType.FORWARD) {
        failed(e);
      }
      if (outermost) {
        leaveAfter(e, request, response);
      }
      throw e;
    }
    if (outermost) {
      leave(request, response, false);
    }
  }

  /** What the application threw stays what the server answers, also if a listener throws. */
  private void leaveAfter(
      Throwable thrown, HttpServletRequest request, HttpServletResponse response) {
    try {
      leave(request, response, true);
    } catch (RuntimeException ofListener) {
      suppress(ofListener, thrown);
    }
  }

  /** An exception cannot suppress itself, and a listener may throw the failure that it is told. */
  private static void suppress(Throwable further, Throwable thrown) {
    if (further != thrown) {
      thrown.addSuppressed(further);
    }
  }

  private synchronized boolean begin() {
    boolean outermost = !begun;
    begun = true;
    return outermost;
  }

  /**
   * Takes note of a failure, also if a filter answers for it and does not throw. What an
   * application throws that was kept from reading an invalid request is none of its failures.
   */
  public synchronized void failed(Throwable e) {
    if (failure == null && !invalid) {
      failure = e;
    }
  }

  private void leave(HttpServletRequest request, HttpServletResponse response, boolean threw) {
    if (failure() == null && request.isAsyncStarted()) {
      try {
        request.getAsyncContext().addListener(new AsyncEndListener(this, response));
        return;
      } catch (IllegalStateException completedMeanwhile) {
        // The response is known.
      }
    }
    boolean upgraded = response.getStatus() == HttpServletResponse.SC_SWITCHING_PROTOCOLS;
    end(upgraded ? Ending.How.UPGRADED : Ending.How.RETURNED, response, threw);
  }

  private synchronized @Nullable Throwable failure() {
    return failure;
  }

  /** Ends the exchange after asynchronous work, unless it has ended. */
  void end(Ending.How how, HttpServletResponse response) {
    end(how, response, failure() != null);
  }

  /**
   * Ends the exchange, unless it has ended. A failure precedes that the dispatch returned.
   *
   * @param threw whether the server still has to answer an exception
   */
  private void end(Ending.How how, HttpServletResponse response, boolean threw) {
    Ending now;
    synchronized (this) {
      if (ending != null) {
        return;
      }
      now = new Ending(how(how), status(response, threw), failure, duration());
      ending = now;
    }
    tell(now);
  }

  /** Tells every listener, even if one of them throws. */
  private void tell(Ending now) {
    RuntimeException thrown = null;
    for (ExchangeListener listener : listeners) {
      try {
        listener.ended(now);
      } catch (RuntimeException e) {
        if (thrown == null) {
          thrown = e;
        } else if (e != now.failure()) {
          suppress(e, thrown);
        }
      }
    }
    if (thrown != null) {
      throw thrown;
    }
  }

  private Ending.How how(Ending.How how) {
    if (invalid) {
      return Ending.How.RETURNED; // However the application took it: Weir has answered.
    }
    if (failure == null || how == Ending.How.TIMED_OUT) {
      return how;
    }
    return BrokenConnection.caused(failure) ? Ending.How.CLIENT_GONE : Ending.How.THREW;
  }

  /** The server answers an exception after every filter has seen it. */
  private static int status(HttpServletResponse response, boolean threw) {
    int status = response.getStatus();
    boolean answered = response.isCommitted() || status >= HttpServletResponse.SC_BAD_REQUEST;
    return !threw || answered ? status : HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
  }

  private Duration duration() {
    return Duration.between(start, clock.instant());
  }
}
