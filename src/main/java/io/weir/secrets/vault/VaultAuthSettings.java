package io.weir.secrets.vault;

import io.weir.internal.secret.SecretReader;
import io.weir.internal.secret.SecretReference;
import io.weir.internal.settings.Setting;
import io.weir.internal.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The settings of the login to Vault: read first, then checked together. */
final class VaultAuthSettings {

  /** An auth method of Vault. */
  enum Auth {
    TOKEN,
    APPROLE,
    USERPASS,
    KUBERNETES,
    JWT,
    CERT
  }

  private static final String SERVICE_ACCOUNT =
      "file:/var/run/secrets/kubernetes.io/serviceaccount/token";

  private static final Setting<Auth> AUTH = Setting.oneOf("vault.auth", Auth.TOKEN);
  private static final Setting<Optional<String>> AUTH_MOUNT =
      Setting.optional("vault.auth-mount", VaultPolicy::trimmed);
  private static final Setting<Optional<String>> USERNAME =
      Setting.optional("vault.username", VaultAuthSettings::userName);
  private static final Setting<Optional<String>> ROLE =
      Setting.optional("vault.role", VaultPolicy::trimmed);

  private final Settings settings;
  private final SecretReader machine;
  private final Setting<Optional<Credential>> tokenSetting = credential("vault.token");
  private final Setting<Optional<Credential>> tokenFileSetting =
      Setting.optional("vault.token-file", this::tokenFile);
  private final Setting<Optional<Credential>> wrappedTokenSetting =
      credential("vault.wrapped-token");
  private final Setting<Optional<String>> roleIdSetting =
      Setting.optional("vault.role-id", this::plainOrCredential);
  private final Setting<Optional<Credential>> secretIdSetting = credential("vault.secret-id");
  private final Setting<Optional<Credential>> wrappedSecretIdSetting =
      credential("vault.wrapped-secret-id");
  private final Setting<Optional<Credential>> passwordSetting = credential("vault.password");
  private final Setting<Optional<Credential>> jwtSetting = credential("vault.jwt");
  private final VaultTls tls;
  private final Auth auth;
  private final Optional<String> authMount;
  private final Optional<String> roleId;
  private final Optional<String> userName;
  private final Optional<String> role;

  private final VaultCredentialSettings credentials;

  VaultAuthSettings(Settings settings, VaultTls tls, SecretReader machine) {
    this.settings = settings;
    this.machine = machine;
    this.tls = tls;
    auth = settings.shared(AUTH);
    authMount = settings.shared(AUTH_MOUNT);
    roleId = settings.shared(roleIdSetting);
    userName = settings.shared(USERNAME);
    role = settings.shared(ROLE);
    credentials =
        new VaultCredentialSettings(
            settings,
            method(),
            List.of(
                tokenSetting,
                tokenFileSetting,
                wrappedTokenSetting,
                secretIdSetting,
                wrappedSecretIdSetting,
                passwordSetting,
                jwtSetting));
  }

  private Setting<Optional<Credential>> credential(String name) {
    return Setting.optional(name, text -> Credential.parse(text, machine));
  }

  private Credential tokenFile(String text) {
    if (!text.startsWith("/")) {
      // The message does not repeat the text: it may be the token.
      throw new IllegalArgumentException(
          "must be the absolute path of the token's file, not the token itself, like /run/secrets/vault-token");
    }
    return Credential.parse("file:" + text, machine);
  }

  /** The login; empty, with a mistake, if a setting is missing or does not belong to it. */
  Optional<VaultLogin> login() {
    int before = settings.mistakes().found().size();
    Optional<VaultLogin> login =
        switch (auth) {
          case TOKEN -> token();
          case APPROLE -> appRole();
          case USERPASS -> userPass();
          case KUBERNETES -> jwt("kubernetes", Optional.of(SERVICE_ACCOUNT));
          case JWT -> jwt("jwt", Optional.empty());
          case CERT -> certificate();
        };
    unused().forEach(name -> credentials.tell(name, "not used with " + method()));
    return settings.mistakes().found().size() == before ? login : Optional.empty();
  }

  private String method() {
    return "weir.vault.auth = " + Setting.word(auth);
  }

  private List<String> unused() {
    List<String> names = credentials.unused();
    if (auth != Auth.APPROLE) {
      roleId.ifPresent(given -> names.add(roleIdSetting.name()));
    }
    if (auth != Auth.USERPASS) {
      userName.ifPresent(given -> names.add(USERNAME.name()));
    }
    if (auth != Auth.KUBERNETES && auth != Auth.JWT && auth != Auth.CERT) {
      role.ifPresent(given -> names.add(ROLE.name()));
    }
    if (auth == Auth.TOKEN) {
      authMount.ifPresent(given -> names.add(AUTH_MOUNT.name()));
    }
    return names;
  }

  private Optional<VaultLogin> token() {
    Setting<Optional<Credential>> one =
        credentials.oneOf(List.of(tokenSetting, tokenFileSetting, wrappedTokenSetting));
    return credentials
        .take(one)
        .map(token -> new VaultLogin.Token(token, one.equals(wrappedTokenSetting)));
  }

  private Optional<VaultLogin> appRole() {
    Setting<Optional<Credential>> one =
        credentials.oneOf(List.of(secretIdSetting, wrappedSecretIdSetting));
    Optional<String> id = credentials.need(roleIdSetting, roleId);
    Optional<Credential> secret = credentials.take(one);
    if (id.isEmpty() || secret.isEmpty()) {
      return Optional.empty();
    }
    String mount = authMount.orElse("approle");
    boolean isWrapped = one.equals(wrappedSecretIdSetting);
    boolean isPlain = !SecretReference.isReference(id.get());
    List<Credential> sources = new ArrayList<>(List.of(secret.get()));
    List<String> names = new ArrayList<>(List.of("secret_id"));
    if (!isPlain) {
      sources.add(0, new Credential(id.get(), machine));
      names.add(0, "role_id");
    }
    return Optional.of(
        new VaultLogin.Method(
            "auth/%s/login".formatted(mount),
            isPlain ? Map.of("role_id", id.get()) : Map.of(),
            names,
            sources,
            isWrapped ? "auth/%s/role/".formatted(mount) : ""));
  }

  private Optional<VaultLogin> userPass() {
    Optional<String> user = credentials.need(USERNAME, userName);
    Optional<Credential> password =
        credentials.need(passwordSetting, credentials.take(passwordSetting));
    if (user.isEmpty() || password.isEmpty()) {
      return Optional.empty();
    }
    String path = "auth/%s/login/%s".formatted(authMount.orElse("userpass"), user.get());
    return Optional.of(
        new VaultLogin.Method(path, Map.of(), List.of("password"), List.of(password.get()), ""));
  }

  private Optional<VaultLogin> jwt(String mount, Optional<String> byDefault) {
    Optional<String> named = credentials.need(ROLE, role);
    Optional<Credential> written = credentials.take(jwtSetting);
    Optional<Credential> jwt =
        written.isPresent() || credentials.isMistaken(jwtSetting) || byDefault.isEmpty()
            ? credentials.need(jwtSetting, written)
            : readable(byDefault.get());
    if (named.isEmpty() || jwt.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new VaultLogin.Method(
            "auth/%s/login".formatted(authMount.orElse(mount)),
            Map.of("role", named.get()),
            List.of("jwt"),
            List.of(jwt.get()),
            ""));
  }

  private Optional<Credential> readable(String reference) {
    try {
      return Optional.of(Credential.parse(reference, machine));
    } catch (IllegalArgumentException e) {
      credentials.tell(jwtSetting.name(), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<VaultLogin> certificate() {
    if (tls.certificate().isEmpty() && !credentials.isMistaken("vault.client-cert")) {
      credentials.tell("vault.client-cert", "missing; %s needs it".formatted(method()));
    }
    return Optional.of(
        new VaultLogin.Method(
            "auth/%s/login".formatted(authMount.orElse("cert")),
            role.map(name -> Map.of("name", name)).orElse(Map.of()),
            List.of(),
            List.of(),
            ""));
  }

  private String plainOrCredential(String text) {
    return SecretReference.isReference(text) ? Credential.parse(text, machine).reference() : text;
  }

  private static String userName(String text) {
    if (!text.matches("[A-Za-z0-9._@~-]+")) {
      throw new IllegalArgumentException(
          "\"%s\": only letters, digits, . _ @ ~ and - are allowed".formatted(text));
    }
    return text;
  }
}
