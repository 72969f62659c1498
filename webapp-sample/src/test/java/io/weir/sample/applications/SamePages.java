package io.weir.sample.applications;

import io.weir.sample.deployment.Client;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.Test;

/** What holds for every application: with Weir it answers as it does alone. */
interface SamePages {

  /** The name of the application, without the digit that tells alone from with Weir. */
  String application();

  /** Requests, which one browser sends in this order. */
  List<Page> pages();

  /** Regular expressions of what differs from answer to answer, alone as with Weir. */
  default List<String> varying() {
    return List.of();
  }

  @Test
  default void with_weir_the_pages_are_the_same(@ArquillianResource Deployer deployer) {
    String name = application();
    List<String> alone;
    deployer.deploy(name + "-0");
    try {
      alone = recording(name + "-0").of(pages());
    } finally {
      deployer.undeploy(name + "-0");
    }
    Recording withWeir = recording(name + "-1");
    List<String> protectedPages = withWeir.of(pages());
    SoftAssertions.assertSoftly(
        all -> {
          for (int i = 0; i < alone.size(); i++) {
            all.assertThat(protectedPages.get(i)).isEqualTo(alone.get(i));
          }
          all.assertThat(withWeir.uncounted()).isEmpty();
        });
  }

  private Recording recording(String name) {
    return new Recording(name, new Browser(Client.of(name)), varying());
  }
}
