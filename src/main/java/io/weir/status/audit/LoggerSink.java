package io.weir.status.audit;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands lines to the server's logging, which may write and rotate them as it likes. */
final class LoggerSink implements AuditSink {

  private final Logger logger = LoggerFactory.getLogger(AuditPolicy.LOGGER);

  @Override
  public void write(List<String> lines) {
    lines.forEach(logger::info);
  }

  @Override
  public void close() {}
}
