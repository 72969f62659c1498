package io.weir;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The services of each application, by its class loader. */
final class UpstreamRegistry {

  private static final Map<ClassLoader, Function<String, Upstream>> STARTED =
      new ConcurrentHashMap<>();

  private UpstreamRegistry() {}

  /** Registers the services of an application that is being deployed. */
  static void open(ClassLoader application, Function<String, Upstream> upstreams) {
    STARTED.put(application, upstreams);
  }

  /** Removes an application that is undeployed or could not start. */
  static void close(ClassLoader application) {
    STARTED.remove(application);
  }

  /** The service of this name of the application that asks. */
  static Upstream find(String name) {
    Function<String, Upstream> upstreams = ofApplication();
    if (upstreams == null) {
      throw new IllegalStateException(
          "Weir does not run in this application, or this thread belongs to none; set the thread's context class loader");
    }
    return upstreams.apply(name);
  }

  private static @Nullable Function<String, Upstream> ofApplication() {
    ClassLoader asking = Thread.currentThread().getContextClassLoader();
    for (ClassLoader one = asking; one != null; one = one.getParent()) {
      Function<String, Upstream> upstreams = STARTED.get(one);
      if (upstreams != null) {
        return upstreams;
      }
    }
    // A thread of the server, in a copy of the jar that has one application only.
    return STARTED.size() == 1 ? STARTED.values().iterator().next() : null;
  }
}
