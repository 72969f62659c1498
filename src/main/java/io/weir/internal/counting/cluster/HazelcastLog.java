package io.weir.internal.counting.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleListener;
import com.hazelcast.logging.LogEvent;
import com.hazelcast.logging.LogListener;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what Hazelcast logs, with its INFO as DEBUG: a member writes some 30 such lines, and Weir
 * logs itself that a member is ready and who joins and leaves. Hazelcast's own logger cannot be
 * made quieter, because on Payara the server's Hazelcast has the same one.
 */
final class HazelcastLog implements LifecycleListener, HazelcastInstanceAware, LogListener {

  private static final Logger LOG = LoggerFactory.getLogger(HazelcastLog.class);

  /** A second application of a server binds the next port, as the manual says. */
  private static final String NEXT_PORT = "Some of the ports seem occupied!";

  private @Nullable HazelcastInstance member;

  @Override
  public void setHazelcastInstance(HazelcastInstance hazelcast) {
    member = hazelcast;
  }

  /** Begins with the first event of a member, before it joins the others. */
  @Override
  public void stateChanged(LifecycleEvent event) {
    if (event.getState() == LifecycleEvent.LifecycleState.STARTING) {
      Objects.requireNonNull(member).getLoggingService().addLogListener(Level.INFO, this);
    }
  }

  @Override
  public void log(LogEvent event) {
    LogRecord line = event.getLogRecord();
    if (line.getLevel().intValue() < Level.WARNING.intValue()
        || line.getMessage().endsWith(NEXT_PORT)) {
      LOG.debug("{}", line.getMessage(), line.getThrown());
    } else {
      LOG.warn("WEIR-019: Hazelcast reports: {}", line.getMessage(), line.getThrown());
    }
  }
}
