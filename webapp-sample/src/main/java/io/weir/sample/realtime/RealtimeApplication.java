package io.weir.sample.realtime;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** The part of the API that is written with Jakarta REST. */
@ApplicationPath("/realtime")
public class RealtimeApplication extends Application {

  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        CustomScenarioResource.class,
        VoiceResource.class,
        ProblemMapper.class,
        RefusalMapper.class);
  }
}
