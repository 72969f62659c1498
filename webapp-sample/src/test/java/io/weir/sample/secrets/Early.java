package io.weir.sample.secrets;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import org.eclipse.microprofile.config.ConfigProvider;

/** Asks for a secret before the container starts the application. */
@Startup
@Singleton
public class Early {

  private String found = "nobody asked";

  @PostConstruct
  void ask() {
    found =
        Fingerprint.of(
            ConfigProvider.getConfig().getOptionalValue("shop.early", String.class).orElse(null));
  }

  /** What it found. */
  public String found() {
    return found;
  }
}
