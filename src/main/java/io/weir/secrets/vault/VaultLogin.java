package io.weir.secrets.vault;

import io.weir.internal.secret.Secret;
import io.weir.secrets.source.SecretReadException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** A way to log in to Vault. */
sealed interface VaultLogin {

  /** The credentials as they are now. Vault is not asked again with credentials it refused. */
  List<Secret> credentials();

  /** Logs in with these credentials. */
  VaultToken logIn(
      List<Secret> credentials, VaultHttpClient http, TokenUnwrapper unwrapper, LongSupplier clock)
      throws SecretReadException;

  /** Whether another login with the same credentials gives another token. */
  boolean givesNewTokens();

  /** Tells this login from others, by where its credentials are kept. */
  String identity();

  /**
   * A token that exists already.
   *
   * @param isWrapped whether the credential is the wrapping token around it
   */
  record Token(Credential token, boolean isWrapped) implements VaultLogin {

    @Override
    public List<Secret> credentials() {
      return List.of(token.read());
    }

    @Override
    public VaultToken logIn(
        List<Secret> credentials,
        VaultHttpClient http,
        TokenUnwrapper unwrapper,
        LongSupplier clock)
        throws SecretReadException {
      Secret written = credentials.get(0);
      Secret value =
          isWrapped ? unwrapper.unwrap(written, "auth/", "auth", "client_token") : written;
      VaultResponse response = http.get("auth/token/lookup-self", value);
      if (response.status() != 200) {
        throw VaultFailures.ofToken(response);
      }
      return VaultToken.of(value, response.object("data"), clock.getAsLong());
    }

    @Override
    public boolean givesNewTokens() {
      return false;
    }

    @Override
    public String identity() {
      return token.reference();
    }
  }

  /**
   * An auth method that gives a token for credentials.
   *
   * @param path {@code auth/approle/login}
   * @param open fields of the request that are no secrets
   * @param names the fields that are secrets, in the order of {@code sources}
   * @param wrappingPath the path that must have created the wrapping token around the last
   *     credential starts so: {@code auth/approle/role/}; empty if it is not wrapped
   */
  record Method(
      String path,
      Map<String, String> open,
      List<String> names,
      List<Credential> sources,
      String wrappingPath)
      implements VaultLogin {

    public Method {
      open = Map.copyOf(open);
      names = List.copyOf(names);
      sources = List.copyOf(sources);
    }

    @Override
    public List<Secret> credentials() {
      return sources.stream().map(Credential::read).toList();
    }

    @Override
    public VaultToken logIn(
        List<Secret> credentials,
        VaultHttpClient http,
        TokenUnwrapper unwrapper,
        LongSupplier clock)
        throws SecretReadException {
      List<Secret> sent = new ArrayList<>(credentials);
      if (!wrappingPath.isEmpty()) {
        int last = sent.size() - 1;
        sent.set(last, unwrapper.unwrap(sent.get(last), wrappingPath, "data", names.get(last)));
      }
      VaultResponse response = http.login(path, body(sent));
      if (!response.isSuccess()) {
        throw VaultFailures.ofLogin(path, response);
      }
      return VaultToken.of(response.object("auth"), clock.getAsLong())
          .orElseThrow(() -> VaultFailures.ofAny("*", response));
    }

    private Map<String, String> body(List<Secret> sent) {
      Map<String, String> body = new HashMap<>(open);
      for (int i = 0; i < names.size(); i++) {
        body.put(names.get(i), VaultHttpClient.text(sent.get(i)));
      }
      return body;
    }

    @Override
    public boolean givesNewTokens() {
      return true;
    }

    @Override
    public String identity() {
      return "%s %s %s".formatted(path, new TreeMap<>(open), sources);
    }
  }
}
