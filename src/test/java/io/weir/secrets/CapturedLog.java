package io.weir.secrets;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What a class wrote into the log since this was made. */
public final class CapturedLog extends Handler implements AutoCloseable {

  private final Logger logger;
  private final List<String> lines = new CopyOnWriteArrayList<>();

  private CapturedLog(Logger logger) {
    this.logger = logger;
  }

  public static CapturedLog of(Class<?> writer) {
    return of(writer.getName());
  }

  /** What all classes of a package wrote. */
  public static CapturedLog of(String room) {
    CapturedLog logged = new CapturedLog(Logger.getLogger(room));
    logged.logger.addHandler(logged);
    return logged;
  }

  public List<String> lines() {
    return List.copyOf(lines);
  }

  /** Waits until a text stands in so many lines. */
  public synchronized void await(String text, int times) throws InterruptedException {
    while (lines.stream().filter(line -> line.contains(text)).count() < times) {
      wait();
    }
  }

  @Override
  public synchronized void publish(LogRecord line) {
    lines.add(new SimpleFormatter().formatMessage(line));
    notifyAll();
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
  }
}
