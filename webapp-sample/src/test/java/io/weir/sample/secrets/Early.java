package io.weir.sample.secrets;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.config.ConfigProvider;

/** Asks for secrets before the container starts the application. */
@Startup
@Singleton
public class Early {

  private final Map<String, String> found = new TreeMap<>();

  @PostConstruct
  void ask() {
    lookUp("shop.early");
    lookUp("shop.early-of-vault");
  }

  private void lookUp(String name) {
    found.put(
        name,
        Fingerprint.of(
            ConfigProvider.getConfig().getOptionalValue(name, String.class).orElse(null)));
  }

  /** What it found then. */
  public String found(String name) {
    return found.getOrDefault(name, "nobody asked");
  }
}
