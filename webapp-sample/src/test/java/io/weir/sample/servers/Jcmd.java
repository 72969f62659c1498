package io.weir.sample.servers;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the JDK's {@code jcmd} tells of a JVM on this machine.
 *
 * @param pid of its process
 */
public record Jcmd(long pid) {

  private static final Pattern THREAD = Pattern.compile("(?m)^\"(.*?)\" ");

  /** What it prints: {@code VM.system_properties}, {@code Thread.print -l}. */
  public String print(String command) {
    String jcmd = Jvm.home().resolve("bin/jcmd").toString();
    List<String> line = new ArrayList<>(List.of(jcmd));
    Jvm.SHORT_LIVED.forEach(option -> line.add("-J" + option));
    line.addAll(List.of(Long.toString(pid), command));
    Command run = Command.run(line);
    if (run.failed()) {
      throw new IllegalStateException(run.output());
    }
    return run.output();
  }

  /** The names of all threads. */
  public List<String> threads() {
    return THREAD.matcher(print("Thread.print")).results().map(thread -> thread.group(1)).toList();
  }

  /** How many objects of this class are left after a garbage collection. */
  public int instances(String className) {
    //  num     #instances         #bytes  class name (module)
    //   41:             2           1024  io.weir.NestedJarClassLoader
    Matcher row =
        Pattern.compile("(?m)^ *\\d+: +(\\d+) +\\d+ +" + Pattern.quote(className) + "( .*)?$")
            .matcher(print("GC.class_histogram"));
    return row.results().mapToInt(found -> Integer.parseInt(found.group(1))).sum();
  }
}
