package io.weir.status.audit;

import io.weir.internal.deployment.ApplicationObserver;
import io.weir.internal.deployment.ObservedApplication;
import io.weir.internal.secret.SecretReader;
import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Settings;
import io.weir.internal.settings.SharedSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes the audit log of an application, if its settings say so. */
final class AuditObserver implements ApplicationObserver {

  private final Settings settings;
  private final AuditPolicy policy;

  /** What ends what was started, the last one first. */
  private final List<Runnable> ends = new ArrayList<>();

  private AuditObserver(Settings settings, AuditPolicy policy) {
    this.settings = settings;
    this.policy = policy;
  }

  static AuditObserver of(SharedSettings shared, String contextPath) {
    Settings settings = new Settings("audit", Map.of(), shared);
    return new AuditObserver(settings, AuditPolicy.of(settings, contextPath));
  }

  @Override
  public Set<String> names() {
    return settings.names();
  }

  @Override
  public Map<String, String> places() {
    return settings.places();
  }

  @Override
  public List<Mistake> check(SecretReader secrets) {
    settings.mistakes().resolve(secrets);
    return settings.check();
  }

  @Override
  public void start(ObservedApplication application) {
    if (policy.logged()) {
      write(application, new LoggerSink());
    }
    policy.file().get().ifPresent(file -> write(application, open(file)));
  }

  private AuditSink open(Path file) {
    try {
      return AuditFile.open(file, policy.size(), policy.files());
    } catch (IOException e) {
      throw new IllegalStateException("weir.audit.file: %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private void write(ObservedApplication application, AuditSink sink) {
    AuditLog log =
        new AuditLog(
                new AuditLines(application.contextPath(), policy.personalData()),
                policy.refusals(),
                sink,
                InstantSource.system())
            .start();
    ends.add(0, log::close);
    ends.add(0, application.events().listen(log::accept));
  }

  @Override
  public void close() {
    ends.forEach(Runnable::run);
    ends.clear();
  }
}
