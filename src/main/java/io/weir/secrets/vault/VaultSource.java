package io.weir.secrets.vault;

import io.weir.secrets.source.SecretReadException;
import io.weir.secrets.source.SecretSource;
import io.weir.secrets.source.Snapshot;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Secrets of HashiCorp Vault or OpenBao, from its key/value engine. */
public final class VaultSource implements SecretSource {

  /** Three attempts and the pauses between them fit into the default startup deadline. */
  static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(5);

  private final VaultHttpClient http;
  private final VaultSession session;
  private final KvEngine engine;

  /**
   * Connects with the first read.
   *
   * @param clock nanoseconds since some point in the past
   */
  public VaultSource(VaultPolicy policy, LongSupplier clock) {
    this(policy, clock, RESPONSE_TIMEOUT);
  }

  VaultSource(VaultPolicy policy, LongSupplier clock, Duration timeout) {
    http = new VaultHttpClient(policy.address(), policy.namespace(), policy.tls(), timeout);
    session = new VaultSession(http, policy.login(), clock);
    engine = new KvEngine(http, policy.version(), policy.mounts());
  }

  @Override
  public Snapshot read(String path) throws SecretReadException {
    KvResponse response = engine.read(path, session.token());
    if (response.status() == 403 && session.replacesUnknownToken(path)) {
      response = engine.read(path, session.token());
      if (response.status() == 403) {
        session.denied(path);
      }
    }
    Snapshot snapshot = response.snapshot(path);
    session.granted(path);
    return snapshot;
  }

  @Override
  public Optional<Duration> renew() {
    return session.renew();
  }

  @Override
  public void close() {
    http.close();
  }
}
