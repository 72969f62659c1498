package io.weir.secrets.vault;

import io.weir.internal.secret.Secret;
import io.weir.secrets.source.SecretReadException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** How Vault learns who asks. */
sealed interface VaultLogin {

  /** What is proved with, as it is now; the same again need not be tried again. */
  List<Secret> proof();

  /** Shows the proof. */
  VaultToken logIn(
      List<Secret> proof, VaultHttpClient wire, TokenUnwrapper unwrapping, LongSupplier clock)
      throws SecretReadException;

  /** Whether the same proof gives another token. */
  boolean givesAnother();

  /** Who asks: by where that is kept which proves it. */
  String who();

  /**
   * A token that exists already.
   *
   * @param isWrapped whether what is kept is the wrapping token that opens it
   */
  record Token(Credential token, boolean isWrapped) implements VaultLogin {

    @Override
    public List<Secret> proof() {
      return List.of(token.read());
    }

    @Override
    public VaultToken logIn(
        List<Secret> proof, VaultHttpClient wire, TokenUnwrapper unwrapping, LongSupplier clock)
        throws SecretReadException {
      Secret written = proof.get(0);
      Secret value =
          isWrapped ? unwrapping.open(written, "auth/", "auth", "client_token") : written;
      VaultResponse answer = wire.get("auth/token/lookup-self", value);
      if (answer.status() != 200) {
        throw VaultFailures.ofToken(answer);
      }
      return VaultToken.of(value, answer.object("data"), clock.getAsLong());
    }

    @Override
    public boolean givesAnother() {
      return false;
    }

    @Override
    public String who() {
      return token.reference();
    }
  }

  /**
   * A method that gives a token for a proof.
   *
   * @param path {@code auth/approle/login}
   * @param open fields of the request that are no secrets
   * @param names of the fields that are, and of {@code credentials} in their order
   * @param wrappedBy how the path begins by which the wrapping token of the last of them must have
   *     been made: {@code auth/approle/role/}; empty if it is not wrapped
   */
  record Method(
      String path,
      Map<String, String> open,
      List<String> names,
      List<Credential> credentials,
      String wrappedBy)
      implements VaultLogin {

    public Method {
      open = Map.copyOf(open);
      names = List.copyOf(names);
      credentials = List.copyOf(credentials);
    }

    @Override
    public List<Secret> proof() {
      return credentials.stream().map(Credential::read).toList();
    }

    @Override
    public VaultToken logIn(
        List<Secret> proof, VaultHttpClient wire, TokenUnwrapper unwrapping, LongSupplier clock)
        throws SecretReadException {
      List<Secret> shown = new ArrayList<>(proof);
      if (!wrappedBy.isEmpty()) {
        int last = shown.size() - 1;
        shown.set(last, unwrapping.open(shown.get(last), wrappedBy, "data", names.get(last)));
      }
      VaultResponse answer = wire.post(path, Optional.empty(), body(wire, shown));
      if (!answer.isGood()) {
        throw VaultFailures.ofLogin(path, answer);
      }
      return VaultToken.of(answer.object("auth"), clock.getAsLong())
          .orElseThrow(() -> VaultFailures.ofAny("*", answer));
    }

    private JsonObject body(VaultHttpClient wire, List<Secret> shown) {
      JsonObjectBuilder body = wire.object();
      open.forEach(body::add);
      for (int i = 0; i < names.size(); i++) {
        body.add(names.get(i), VaultHttpClient.text(shown.get(i)));
      }
      return body.build();
    }

    @Override
    public boolean givesAnother() {
      return true;
    }

    @Override
    public String who() {
      return "%s %s %s".formatted(path, new TreeMap<>(open), credentials);
    }
  }
}
