package io.weir.sample.servers;

import java.nio.file.Path;
import java.util.List;

/** The command line with which an administrator deploys to one running server. */
interface Admin {

  Command deploy(Path archive, String name);

  Command undeploy(String name);

  /** Runs commands of its own language, one after the other. */
  Command run(List<String> lines);

  /** Sets a system property of the running server; the value may have several lines. */
  Command setProperty(String name, String value);

  Command removeProperty(String name);

  /** {@code .war} or {@code .ear}. */
  static String extension(Path archive) {
    String file = String.valueOf(archive.getFileName());
    return file.substring(file.lastIndexOf('.'));
  }
}
