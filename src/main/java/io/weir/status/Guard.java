package io.weir.status;

import io.weir.internal.client.AddressBlock;
import io.weir.internal.client.ClientAddress;
import io.weir.internal.client.TrustedProxies;
import io.weir.internal.exchange.Exchange;
import io.weir.internal.http.CommaList;
import io.weir.internal.http.RequestHead;
import io.weir.internal.problem.Problem;
import io.weir.internal.problem.ProblemFormat;
import io.weir.internal.settings.Deferred;
import io.weir.internal.settings.Setting;
import io.weir.internal.settings.Settings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Decides who may see what Weir shows.
 *
 * <pre>
 *   addresses, if set        the client lies in one of the blocks
 *   and token or role        one of those that are set: a bearer token, or a role of the application
 * </pre>
 *
 * Nobody is let in for being on this machine: behind a proxy, everybody seems to be.
 *
 * @param addresses empty if clients of all addresses may ask
 * @param token empty if no token lets anybody in
 * @param role empty text if no role lets anybody in
 * @param other whether the filter has another proof of who asks, which it examines itself
 */
public record Guard(
    List<AddressBlock> addresses,
    Deferred<Optional<BearerToken>> token,
    String role,
    boolean other,
    TrustedProxies proxies) {

  private static final Setting<Deferred<Optional<BearerToken>>> TOKEN =
      new Setting<>(
          "token",
          "",
          (text, where, mistakes) ->
              text.isEmpty()
                  ? Deferred.of(Optional.empty())
                  : mistakes.defer(
                      where,
                      secrets -> Optional.of(BearerToken.of(secrets.readStrong(text), text)),
                      Optional.empty()));

  private static final Setting<String> ROLE = Setting.text("role", "");

  private static final Setting<List<AddressBlock>> ADDRESSES =
      new Setting<>("addresses", "", (text, where, mistakes) -> blocks(text));

  /** Headers by which a proxy shows that it is one. None of them proves who the client is. */
  private static final List<String> OF_PROXIES =
      List.of(
          "Via",
          "Forwarded",
          "X-Forwarded-For",
          "X-Forwarded",
          "X-Forwarded-By",
          "X-Forwarded-Host",
          "X-Forwarded-Port",
          "X-Forwarded-Proto",
          "X-Forwarded-Server",
          "X-Original-Forwarded-For",
          "X-Real-IP",
          "X-Client-IP",
          "X-Cluster-Client-IP",
          "X-ProxyUser-Ip",
          "Client-IP",
          "True-Client-IP",
          "Fastly-Client-IP",
          "Fly-Client-IP",
          "CF-Connecting-IP",
          "CloudFront-Viewer-Address",
          "X-Azure-ClientIP",
          "X-Envoy-External-Address",
          "Proxy-Client-IP",
          "WL-Proxy-Client-IP",
          "X-Forwarded-Ssl",
          "X-Forwarded-Scheme",
          "X-Forwarded-Prefix");

  public Guard {
    addresses = List.copyOf(addresses);
  }

  private static List<AddressBlock> blocks(String text) {
    List<AddressBlock> blocks =
        CommaList.of(text).stream()
            .map(element -> CommaList.value(element, AddressBlock::parse))
            .toList();
    if (blocks.isEmpty() && !text.isEmpty()) {
      // An empty list would let everybody in.
      throw new IllegalArgumentException(
          "\"%s\": a block such as 10.0.0.0/8 is missing".formatted(text));
    }
    return blocks;
  }

  /**
   * Reads the settings {@code token}, {@code role} and {@code addresses} of a filter. None of them
   * is a mistake.
   *
   * @param filter its name in settings: {@code metrics}
   */
  public static Guard of(Settings settings, String filter) {
    return of(settings, filter, false, "");
  }

  /**
   * The same for a filter that has another proof of who asks.
   *
   * @param other whether it is switched on
   * @param howToSwitchOn the end of the sentence that lists what is allowed: {@code , or
   *     weir.status.code=true}
   */
  public static Guard of(Settings settings, String filter, boolean other, String howToSwitchOn) {
    Guard guard =
        new Guard(
            settings.own(ADDRESSES),
            settings.own(TOKEN),
            settings.own(ROLE),
            other,
            TrustedProxies.of(settings));
    if (!other
        && !settings.isGiven(TOKEN)
        && !settings.isGiven(ROLE)
        && !settings.isGiven(ADDRESSES)) {
      settings
          .mistakes()
          .add(
              "weir.%s.path".formatted(filter),
              "open to everybody; set weir.%1$s.token (a reference such as env:WEIR_TOKEN), weir.%1$s.role or weir.%1$s.addresses%2$s"
                  .formatted(filter, howToSwitchOn));
    }
    return guard;
  }

  /** Whether the sender of a request may see what is behind this guard. */
  public Access access(HttpServletRequest request) {
    return access(request, false);
  }

  /**
   * The same for a filter that has another proof of who asks.
   *
   * @param proved whether the request has that proof
   */
  public Access access(HttpServletRequest request, boolean proved) {
    if (!addresses.isEmpty() && !isInside(request)) {
      return Access.FORBIDDEN;
    }
    if (!asksForProof() || proved || hasToken(request) || hasRole(request)) {
      return Access.ALLOWED;
    }
    return request.getUserPrincipal() == null || role.isEmpty()
        ? Access.UNAUTHENTICATED
        : Access.FORBIDDEN;
  }

  /**
   * Whether the sender may see what is behind this guard, whoever they log in as. It may be asked
   * before the container has authenticated the request.
   */
  public boolean admitsWithoutLogin(HttpServletRequest request) {
    return (addresses.isEmpty() || isInside(request)) && (!asksForProof() || hasToken(request));
  }

  /** Whether an address alone does not let anybody in. */
  public boolean asksForProof() {
    return other || token.get().isPresent() || !role.isEmpty();
  }

  /**
   * Whether the address of the client is known and lies in one of the blocks. Where a proxy passes
   * a request on, and nobody knows for whom, the address is that of the proxy.
   */
  private boolean isInside(HttpServletRequest request) {
    ClientAddress client = Exchange.of(request).client(proxies);
    boolean named =
        proxies.trustsPeerOf(request)
            && !client.isProxyItself()
            && proxies.namesNobodyBeforeClient(request);
    return client.isResolved()
        && !proxies.isPeerUnknown(request)
        && (named || !isPassedOn(request))
        && addresses.stream().anyMatch(client::within);
  }

  /** Whether the client's own connection is encrypted, as far as a trusted proxy tells. */
  public boolean isSecure(HttpServletRequest request) {
    return proxies.isSecure(request);
  }

  private boolean isPassedOn(HttpServletRequest request) {
    return request.getHeader(proxies.headerName()) != null
        || OF_PROXIES.stream().anyMatch(name -> request.getHeader(name) != null);
  }

  private boolean hasToken(HttpServletRequest request) {
    List<String> lines = RequestHead.fieldLines(request, "Authorization");
    return lines.size() == 1
        && token.get().filter(expected -> expected.isIn(lines.get(0))).isPresent();
  }

  private boolean hasRole(HttpServletRequest request) {
    return !role.isEmpty() && request.isUserInRole(role);
  }

  /**
   * Refuses a request: 401 with a challenge where a token would help, otherwise 403. The answer is
   * the same whether there is something behind the guard or not.
   *
   * @param access not {@link Access#ALLOWED}
   */
  public void refuse(Access access, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Exchange.of(request).refuse();
    // Not in the answer of forbidden clients: a token would not help them.
    boolean challenge = access == Access.UNAUTHENTICATED && token.get().isPresent();
    if (challenge) {
      boolean sent = request.getHeader("Authorization") != null;
      response.setHeader(
          "WWW-Authenticate",
          sent ? "Bearer realm=\"Weir\", error=\"invalid_token\"" : "Bearer realm=\"Weir\"");
    }
    Problem problem =
        challenge
            ? Problem.plain(401, "Unauthorized", "A bearer token is required.")
            : Problem.plain(403, "Forbidden", "You may not see this.");
    problem.write(ProblemFormat.AUTO, request, response);
  }
}
