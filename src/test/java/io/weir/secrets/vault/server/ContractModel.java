package io.weir.secrets.vault.server;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the {@link ContractVault} knows: one namespace. */
public final class ContractModel {

  private static final String DENIED = "permission denied";
  private static final String DENIED_BY_POLICY = "1 error occurred:\n\t* permission denied\n\n";
  private static final Duration MONTH = Duration.ofDays(32);
  private static final Pattern RULE =
      Pattern.compile("path\\s+\"([^\"]+)\"\\s*\\{[^}]*capabilities\\s*=\\s*\\[([^]]*)]");

  /** A request, without {@code /v1/}. */
  public record Ask(
      String method,
      String path,
      Map<String, String> query,
      Optional<String> token,
      Optional<Duration> wrapFor,
      JsonObject body,
      Optional<String> subject) {}

  private record Role(
      String id, Set<String> secrets, List<String> policies, Duration ttl, Duration maxTtl) {}

  private record Login(String type, Map<String, Role> roles, Map<String, String> passwords) {
    Role role(String name) {
      return Objects.requireNonNull(roles.get(name));
    }
  }

  private record Wrapped(ContractReply reply, String path, Instant made, Duration ttl) {}

  private final InstantSource clock;
  private final Map<String, ContractToken> tokens = new HashMap<>();
  private final Map<String, ContractMount> mounts = new TreeMap<>();
  private final Map<String, Login> logins = new HashMap<>();
  private final Map<String, Map<String, String>> policies = new HashMap<>();
  private final Map<String, Wrapped> wrapped = new HashMap<>();
  private final Set<String> trustedJwts = new HashSet<>();
  private final String root;
  private String tokenPrefix = "";
  private boolean sealed;

  ContractModel(InstantSource clock, String root) {
    this.clock = clock;
    this.root = root;
    ContractToken token =
        new ContractToken(
            "",
            "service",
            List.of("root"),
            Map.of(),
            "auth/token/root",
            Duration.ZERO,
            Duration.ZERO,
            0,
            true,
            clock.instant());
    tokens.put(root, token);
    tokens.put(token.id, token);
  }

  public void unseal() {
    sealed = false;
  }

  public void seal() {
    sealed = true;
  }

  public void trust(String jwt) {
    trustedJwts.add(jwt);
  }

  /** As Vault does for a token that somebody revoked. */
  void revoke(String id) {
    tokens.remove(id);
  }

  public void revokeAllBut(String root) {
    tokens.keySet().removeIf(id -> !id.equals(root));
  }

  /** What an administrator does, without a network. */
  public void administer(String path, String body) {
    ContractReply reply =
        answer(
            new Ask(
                "POST",
                path,
                Map.of(),
                Optional.of(root),
                Optional.empty(),
                ContractVault.parse(body.getBytes(StandardCharsets.UTF_8)),
                Optional.empty()));
    if (reply.status() >= 400) {
      throw new IllegalArgumentException("%s: %d".formatted(path, reply.status()));
    }
  }

  /** Mounts, logins and policies: what somebody made here and did not take away. */
  public List<String> made() {
    return Stream.of(mounts, logins, policies).flatMap(each -> each.keySet().stream()).toList();
  }

  /** Tokens of later logins hold this text. */
  public void nameTokens(String text) {
    tokenPrefix = text;
  }

  public ContractReply answer(Ask ask) {
    ContractReply reply = route(ask);
    if (ask.wrapFor().isEmpty() || reply.status() != 200) {
      return reply;
    }
    return wrap(ask, reply);
  }

  private ContractReply wrap(Ask ask, ContractReply reply) {
    Instant now = clock.instant();
    ContractToken token =
        new ContractToken(
            "",
            "service",
            List.of("response-wrapping"),
            Map.of(),
            ask.path(),
            ask.wrapFor().get(),
            ask.wrapFor().get(),
            1,
            true,
            now);
    wrapped.put(token.id, new Wrapped(reply, ask.path(), now, ask.wrapFor().get()));
    return ContractReply.envelope(
        200,
        "wrap_info",
        Json.createObjectBuilder()
            .add("token", token.id)
            .add("accessor", token.accessor)
            .add("ttl", ask.wrapFor().get().toSeconds())
            .add("creation_time", now.toString())
            .add("creation_path", ask.path())
            .build(),
        0,
        List.of());
  }

  private ContractReply route(Ask ask) {
    String path = ask.path();
    if (path.equals("sys/health")) {
      return health();
    }
    if (path.equals("sys/seal-status")) {
      return sealStatus();
    }
    boolean isLogin = path.matches("auth/.+/login(/[^/]+)?");
    if (sealed) {
      return ContractReply.error(
          503, isLogin ? "Vault is sealed" : "error performing token check: Vault is sealed");
    }
    if (isLogin) {
      return logIn(ask);
    }
    if (path.equals("sys/wrapping/lookup")) {
      return lookAtWrapping(ask.body().getString("token", ""));
    }
    if (path.equals("sys/wrapping/unwrap")) {
      return unwrap(ask.token().orElse(""));
    }
    return routeWithToken(ask);
  }

  private ContractReply routeWithToken(Ask ask) {
    if (ask.token().isEmpty()) {
      return ContractReply.error(400, "missing client token");
    }
    Instant now = clock.instant();
    ContractToken token = tokens.get(ask.token().get());
    if (token == null || token.isExpired(now)) {
      return ContractReply.error(403, DENIED);
    }
    if (token.uses > 0) {
      token.uses--;
      if (token.uses == 0) {
        tokens.remove(token.id);
      }
    }
    if (ask.path().equals("auth/token/lookup-self")) {
      return ContractReply.data(token.look(now));
    }
    if (ask.path().equals("auth/token/renew-self")) {
      return renew(token, now);
    }
    if (ask.path().startsWith("sys/internal/ui/mounts/")) {
      return mountOf(token, ask.path().substring("sys/internal/ui/mounts/".length()));
    }
    if (!isGranted(token, ask.method(), ask.path())) {
      return ContractReply.error(403, DENIED_BY_POLICY);
    }
    if (ask.path().startsWith("sys/") || ask.path().startsWith("auth/")) {
      return administer(ask);
    }
    return mount(ask.path())
        .map(
            mount ->
                mount.answer(
                    ask.method(),
                    ask.path().substring(mount.name.length() + 1),
                    ask.query(),
                    ask.body(),
                    now))
        .orElseGet(
            () -> ContractReply.error(404, "no handler for route '%s'".formatted(ask.path())));
  }

  private static ContractReply renew(ContractToken token, Instant now) {
    if (!token.isRenewable()) {
      return ContractReply.error(400, "lease is not renewable");
    }
    Optional<String> warning = token.renew(now);
    return ContractReply.auth(token.auth(now), warning.map(List::of).orElse(List.of()));
  }

  private boolean isGranted(ContractToken token, String method, String path) {
    if (token.policies.contains("root")) {
      return true;
    }
    String capability =
        switch (method) {
          case "GET" -> "read";
          case "DELETE" -> "delete";
          default -> "update";
        };
    return token.policies.stream()
        .flatMap(name -> policies.getOrDefault(name, Map.of()).entrySet().stream())
        .filter(rule -> covers(rule.getKey(), path))
        .anyMatch(rule -> rule.getValue().contains(capability));
  }

  private static boolean covers(String pattern, String path) {
    return pattern.endsWith("*")
        ? path.startsWith(pattern.substring(0, pattern.length() - 1))
        : path.equals(pattern);
  }

  private Optional<ContractMount> mount(String path) {
    return mounts.values().stream().filter(one -> path.startsWith(one.name + "/")).findFirst();
  }

  private ContractReply mountOf(ContractToken token, String path) {
    Optional<ContractMount> mount = mount(path);
    boolean isSeen =
        mount.isPresent()
            && (token.policies.contains("root")
                || token.policies.stream()
                    .flatMap(name -> policies.getOrDefault(name, Map.of()).keySet().stream())
                    .anyMatch(pattern -> pattern.startsWith(mount.get().name + "/")));
    return isSeen
        ? ContractReply.data(mount.get().look())
        : ContractReply.error(
            403,
            "preflight capability check returned 403, please ensure client's policies grant access to path \"%s/\""
                .formatted(path));
  }

  private ContractReply administer(Ask ask) {
    String[] parts = ask.path().split("/");
    String last = parts[parts.length - 1];
    if (ask.path().equals("sys/seal")) {
      sealed = true;
      return ContractReply.none();
    }
    if (ask.path().equals("auth/token/create")) {
      return create(ask.body());
    }
    if (ask.path().startsWith("sys/mounts/")) {
      return changeMount(ask, ask.path().substring("sys/mounts/".length()));
    }
    if (ask.path().startsWith("sys/auth/")) {
      String name = ask.path().substring("sys/auth/".length());
      if (ask.method().equals("DELETE")) {
        logins.remove(name);
      } else {
        logins.put(name, new Login(ask.body().getString("type"), new HashMap<>(), new HashMap<>()));
      }
      return ContractReply.none();
    }
    if (ask.path().startsWith("sys/policies/acl/")) {
      return changePolicy(ask, last);
    }
    return changeLogin(ask, parts);
  }

  private ContractReply changeMount(Ask ask, String name) {
    if (ask.method().equals("DELETE")) {
      mounts.remove(name);
    } else {
      boolean second =
          ask.body().get("options") instanceof JsonObject options
              && options.getString("version", "1").equals("2");
      mounts.put(name, new ContractMount(name, ask.body().getString("type"), second ? 2 : 1));
    }
    return ContractReply.none();
  }

  private ContractReply changePolicy(Ask ask, String name) {
    if (ask.method().equals("DELETE")) {
      policies.remove(name);
    } else {
      Map<String, String> rules = new HashMap<>();
      RULE.matcher(ask.body().getString("policy"))
          .results()
          .forEach(rule -> rules.put(rule.group(1), rule.group(2)));
      policies.put(name, rules);
    }
    return ContractReply.none();
  }

  private ContractReply changeLogin(Ask ask, String[] parts) {
    Login login = logins.get(parts[1]);
    if (login == null) {
      return ContractReply.error(404, "no handler for route '%s'".formatted(ask.path()));
    }
    if (ask.path().endsWith("/role-id")) {
      return ContractReply.data(
          Json.createObjectBuilder().add("role_id", login.role(parts[3]).id()).build());
    }
    if (ask.path().endsWith("/secret-id")) {
      String secret = UUID.randomUUID().toString();
      login.role(parts[3]).secrets().add(secret);
      return ContractReply.data(
          Json.createObjectBuilder()
              .add("secret_id", secret)
              .add("secret_id_accessor", UUID.randomUUID().toString())
              .add("secret_id_ttl", 0)
              .build());
    }
    if (parts[2].equals("users")) {
      login.passwords().put(parts[3], ask.body().getString("password"));
    }
    login.roles().put(parts[3], role(ask.body()));
    return ContractReply.none();
  }

  /** A role with an id that a test knows. */
  public void role(String mount, String name, String id, String secret) {
    Login login = Objects.requireNonNull(logins.get(mount));
    Role made = login.role(name);
    login
        .roles()
        .put(
            name,
            new Role(
                id, new HashSet<>(Set.of(secret)), made.policies(), made.ttl(), made.maxTtl()));
  }

  private static Role role(JsonObject body) {
    return new Role(
        UUID.randomUUID().toString(),
        new HashSet<>(),
        body.containsKey("token_policies")
            ? policies(body, "token_policies")
            : policies(body, "policies"),
        duration(body.getOrDefault("token_ttl", JsonValue.NULL)).orElse(MONTH),
        duration(body.getOrDefault("token_max_ttl", JsonValue.NULL)).orElse(Duration.ZERO));
  }

  private static List<String> policies(JsonObject body, String field) {
    List<String> names = new ArrayList<>();
    JsonValue given = body.getOrDefault(field, JsonValue.NULL);
    if (given instanceof JsonString text) {
      names.addAll(List.of(text.getString().split(",")));
    } else if (given.getValueType() == JsonValue.ValueType.ARRAY) {
      given.asJsonArray().getValuesAs(JsonString.class).forEach(one -> names.add(one.getString()));
    }
    names.add("default");
    return names;
  }

  private static Optional<Duration> duration(JsonValue value) {
    return value instanceof JsonString text
        ? Optional.of(Duration.parse("PT" + text.getString()))
        : Optional.empty();
  }

  private ContractReply create(JsonObject body) {
    String type = body.getString("type", "service");
    boolean isOrphan = body.getBoolean("no_parent", false);
    Duration ttl = duration(body.getOrDefault("ttl", JsonValue.NULL)).orElse(MONTH);
    Duration maxTtl =
        duration(body.getOrDefault("explicit_max_ttl", JsonValue.NULL)).orElse(Duration.ZERO);
    ContractToken made =
        new ContractToken(
            "",
            type,
            policies(body, "policies"),
            Map.of(),
            "auth/token/create",
            ttl,
            maxTtl,
            body.getInt("num_uses", 0),
            isOrphan,
            clock.instant());
    tokens.put(made.id, made);
    return ContractReply.auth(made.auth(clock.instant()), List.of());
  }

  private ContractReply logIn(Ask ask) {
    String[] parts = ask.path().split("/");
    Login login = logins.get(parts[1]);
    if (login == null) {
      // A path that needs no token where there is a method, and one where there is none.
      return ask.token().isEmpty()
          ? ContractReply.error(400, "missing client token")
          : ContractReply.error(404, "no handler for route '%s'".formatted(ask.path()));
    }
    return switch (login.type()) {
      case "approle" -> appRole(login, ask);
      case "userpass" -> {
        String user = parts[parts.length - 1];
        yield ask.body().getString("password", "").equals(login.passwords().get(user))
            ? token(ask, user, "username", login.role(user))
            : ContractReply.error(400, "invalid username or password");
      }
      case "cert" ->
          ask.subject().isPresent() && login.roles().containsKey(ask.body().getString("name", ""))
              ? token(
                  ask,
                  ask.body().getString("name"),
                  "cert_name",
                  login.role(ask.body().getString("name")))
              : ContractReply.error(400, "invalid certificate or no client certificate supplied");
      default -> jwt(login, ask);
    };
  }

  private ContractReply appRole(Login login, Ask ask) {
    String id = ask.body().getString("role_id", "");
    if (id.isEmpty()) {
      return ContractReply.error(400, "missing role_id");
    }
    for (Map.Entry<String, Role> role : login.roles().entrySet()) {
      if (role.getValue().id().equals(id)) {
        return role.getValue().secrets().contains(ask.body().getString("secret_id", ""))
            ? token(ask, role.getKey(), "role_name", role.getValue())
            : ContractReply.error(400, "invalid secret id");
      }
    }
    return ContractReply.error(400, "invalid role ID");
  }

  private ContractReply jwt(Login login, Ask ask) {
    String name = ask.body().getString("role", "");
    if (!login.roles().containsKey(name)) {
      return ContractReply.error(400, "invalid role name \"%s\"".formatted(name));
    }
    return trustedJwts.contains(ask.body().getString("jwt", ""))
        ? token(ask, name, "role", login.roles().get(name))
        : ContractReply.error(403, DENIED);
  }

  private ContractReply token(Ask ask, String name, String field, Role role) {
    ContractToken made =
        new ContractToken(
            tokenPrefix,
            "service",
            role.policies(),
            Map.of(field, name),
            ask.path(),
            role.ttl(),
            role.maxTtl(),
            0,
            true,
            clock.instant());
    tokens.put(made.id, made);
    return ContractReply.auth(made.auth(clock.instant()), List.of());
  }

  private Optional<Wrapped> inside(String token) {
    return Optional.ofNullable(wrapped.get(token))
        .filter(one -> clock.instant().isBefore(one.made().plus(one.ttl())));
  }

  private ContractReply lookAtWrapping(String token) {
    return inside(token)
        .map(
            one ->
                ContractReply.data(
                    Json.createObjectBuilder()
                        .add("creation_path", one.path())
                        .add("creation_time", one.made().toString())
                        .add("creation_ttl", one.ttl().toSeconds())
                        .build()))
        .orElseGet(() -> ContractReply.error(400, "wrapping token is not valid or does not exist"));
  }

  private ContractReply unwrap(String token) {
    Optional<Wrapped> found = inside(token);
    wrapped.remove(token);
    return found
        .map(Wrapped::reply)
        .orElseGet(() -> ContractReply.error(400, "wrapping token is not valid or does not exist"));
  }

  private ContractReply health() {
    JsonObjectBuilder told =
        Json.createObjectBuilder()
            .add("initialized", true)
            .add("sealed", sealed)
            .add("standby", sealed)
            .add("performance_standby", false)
            .add("replication_performance_mode", sealed ? "unknown" : "disabled")
            .add("replication_dr_mode", sealed ? "unknown" : "disabled")
            .add("server_time_utc", clock.instant().getEpochSecond())
            .add("version", "1.8.0-dev");
    if (!sealed) {
      addCluster(told);
    }
    return ContractReply.bare(sealed ? 503 : 200, told.build());
  }

  private static JsonObjectBuilder addCluster(JsonObjectBuilder told) {
    return told.add("cluster_name", "vault-cluster-contract")
        .add("cluster_id", UUID.nameUUIDFromBytes(new byte[0]).toString());
  }

  private ContractReply sealStatus() {
    JsonObjectBuilder told =
        Json.createObjectBuilder()
            .add("type", "shamir")
            .add("initialized", true)
            .add("sealed", sealed)
            .add("t", 1)
            .add("n", 1)
            .add("progress", 0)
            .add("nonce", "")
            .add("version", "1.8.0-dev")
            .add("migration", false);
    return ContractReply.bare(
        200, addCluster(told).add("recovery_seal", false).add("storage_type", "inmem").build());
  }
}
