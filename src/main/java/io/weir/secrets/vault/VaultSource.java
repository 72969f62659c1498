package io.weir.secrets.vault;

import io.weir.secrets.source.SecretReadException;
import io.weir.secrets.source.SecretSource;
import io.weir.secrets.source.Snapshot;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Secrets of HashiCorp Vault or OpenBao, from its key/value engine. */
public final class VaultSource implements SecretSource {

  /** With three attempts and the pauses between them it is less than the start-up deadline. */
  static final Duration LONGEST_ANSWER = Duration.ofSeconds(5);

  private final VaultHttpClient wire;
  private final VaultSession session;
  private final KvEngine secrets;

  /** Connects when it is first read from. */
  public VaultSource(VaultPolicy policy, LongSupplier clock) {
    this(policy, clock, LONGEST_ANSWER);
  }

  public VaultSource(VaultPolicy policy, LongSupplier clock, Duration longestAnswer) {
    wire = new VaultHttpClient(policy.address(), policy.namespace(), policy.tls(), longestAnswer);
    session = new VaultSession(wire, policy.login(), clock);
    secrets = new KvEngine(wire, policy.version(), policy.mounts());
  }

  @Override
  public Snapshot read(String path) throws SecretReadException {
    KvResponse read = secrets.read(path, session.token());
    if (read.answer().status() == 403 && session.isOtherTokenAfterDenial(path)) {
      read = secrets.read(path, session.token());
      if (read.answer().status() == 403) {
        session.denied(path);
      }
    }
    Snapshot snapshot = read.snapshot(path);
    session.granted(path);
    return snapshot;
  }

  @Override
  public Optional<Duration> renew() {
    return session.renew();
  }

  @Override
  public void close() {
    wire.close();
  }
}
