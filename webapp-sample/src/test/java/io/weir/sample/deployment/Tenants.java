package io.weir.sample.deployment;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Those whom the application knows. */
@ApplicationScoped
public class Tenants {

  Optional<String> named(String name) {
    return name.equals("guest") ? Optional.empty() : Optional.of(name);
  }
}
