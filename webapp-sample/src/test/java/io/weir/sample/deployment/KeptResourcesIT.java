package io.weir.sample.deployment;

import static io.weir.sample.deployment.WebXml.initParam;
import static io.weir.sample.deployment.WebXml.limits;
import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The nested jars are unpacked once; the server keeps no copy of them on the heap. */
@ExtendWith(ArquillianExtension.class)
class KeptResourcesIT {

  private static final String NAME = "kept-resources";

  @Deployment(testable = false)
  static WebArchive war() {
    return Wars.withWeir(NAME, WebXml.of(limits(initParam("rules", "hello: /hello 2/minute"))))
        .addClass(KeptResourcesServlet.class);
  }

  @Test
  void the_class_loader_keeps_none_of_the_nested_jars() {
    assertThat(Client.of(NAME).statuses(3, "/hello")).containsExactly(200, 200, 429);
    assertThat(Client.of(NAME).get("/kept").body())
        .isEqualTo(ServerUnderTest.find().isWildFly() ? "" : "some resources, 0 bytes");
  }
}
