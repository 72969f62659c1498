package io.weir.sample.realtime;

import io.weir.sample.Latest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The scenarios that users wrote. */
@ApplicationScoped
public class Scenarios {

  private static final int CAPACITY = 1_000;

  private final Latest<Scenario> scenarios = new Latest<>(CAPACITY);

  Scenario add(String owner, String name, String prompt) {
    Scenario scenario = new Scenario(UUID.randomUUID().toString(), owner, name, prompt);
    scenarios.put(scenario.id(), scenario);
    return scenario;
  }

  /** The scenario of this id; another user's one is as unknown as none. */
  public Optional<Scenario> get(String owner, String id) {
    return scenarios.get(id).filter(scenario -> scenario.owner().equals(owner));
  }

  /** The scenarios that this user wrote, oldest first. */
  List<Scenario> of(String owner) {
    return scenarios.all().stream().filter(scenario -> scenario.owner().equals(owner)).toList();
  }
}
