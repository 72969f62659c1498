package io.weir.status.audit;

import java.io.IOException;
import java.util.List;

/** Where lines go. */
interface AuditSink extends AutoCloseable {

  /** Writes lines, without line breaks at their ends. */
  void write(List<String> lines) throws IOException;

  @Override
  void close();
}
