package io.weir.bench;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/** Keeps members and servers in the measured JVMs from logging, which is not part of a figure. */
public final class Quiet {

  /** The option that makes {@code java.util.logging} read its configuration from this class. */
  static final String ARGUMENT = "-Djava.util.logging.config.class=" + Quiet.class.getName();

  /** Created by the log manager. */
  public Quiet() throws IOException {
    String settings = "handlers=java.util.logging.ConsoleHandler\n.level=SEVERE\n";
    LogManager.getLogManager()
        .readConfiguration(
            new ByteArrayInputStream(settings.getBytes(StandardCharsets.ISO_8859_1)));
  }
}
