package io.weir.sample.deployment;

import static io.weir.sample.deployment.WebXml.contextParam;
import static io.weir.sample.deployment.WebXml.initParam;
import static io.weir.sample.deployment.WebXml.limits;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sample.servers.Ports;
import java.nio.file.Path;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Applications with and without a member of the cluster, deployed again and again. */
@ExtendWith(ArquillianExtension.class)
class RedeployIT {

  private static final String NAME = "redeployed";
  private static final String ALONE = "redeployed-alone";
  private static final int PORT = Ports.free(1).get(0);

  @Deployment(name = NAME, managed = false, testable = false)
  static WebArchive war() {
    return war(
        NAME,
        contextParam("weir.cluster", "embedded")
            + contextParam("weir.cluster.port", String.valueOf(PORT)));
  }

  @Deployment(name = ALONE, managed = false, testable = false)
  static WebArchive alone() {
    return war(ALONE, "");
  }

  private static WebArchive war(String name, String contextParams) {
    return Wars.withWeir(
        name,
        WebXml.of(
            contextParams,
            contextParam("weir.secrets.redeployed.key", "env:PATH"),
            limits(
                initParam(
                    "rules",
                    """
                    hello: GET   /hello 2/minute; 50/day
                    json:  POST  /hello 9/minute per json:/user
                    """))));
  }

  @Test
  void leaves_nothing_behind(@ArquillianResource Deployer deployer) {
    ServerUnderTest server = ServerUnderTest.find();
    List<Path> files = server.temporaryFilesOfWeir();
    deploy(deployer, NAME);
    try {
      redeploy(deployer, 2);
      assertThat(ServerUnderTest.listens(PORT)).isTrue();
      assertThat(server.threadsOfWeir()).isNotEmpty();
      ServerUnderTest.eventually(() -> assertThat(Remains.in(server).members()).isEqualTo(1));
      Remains afterTwo = Remains.in(server);
      assertThat(afterTwo.loaders()).isPositive();
      redeploy(deployer, 3);
      // Fewer, where applications of other tests were still to be collected.
      ServerUnderTest.eventually(
          () -> {
            Remains afterFive = Remains.in(server);
            assertThat(afterFive.members()).isEqualTo(afterTwo.members());
            assertThat(afterFive.loaders()).isLessThanOrEqualTo(afterTwo.loaders());
          });
    } finally {
      deployer.undeploy(NAME);
    }
    ServerUnderTest.eventually(
        () -> {
          assertThat(server.threadsOfWeir()).isEmpty();
          assertThat(ServerUnderTest.listens(PORT)).isFalse();
          assertThat(server.temporaryFilesOfWeir()).isSubsetOf(files);
          assertThat(Remains.in(server).members()).isZero();
        });
  }

  @Test
  void alone_it_starts_no_member(@ArquillianResource Deployer deployer) {
    ServerUnderTest server = ServerUnderTest.find();
    deploy(deployer, ALONE);
    try {
      assertThat(server.threadsOfWeir()).noneMatch(thread -> thread.startsWith("hz."));
      assertThat(Remains.in(server).members()).isZero();
      assertThat(server.logged())
          .contains(
              "RateLimitFilter with scope /%s has 2 rules (ENFORCE), counted in this JVM alone:"
                  .formatted(ALONE));
    } finally {
      deployer.undeploy(ALONE);
    }
    ServerUnderTest.eventually(() -> assertThat(server.threadsOfWeir()).isEmpty());
  }

  private static void redeploy(Deployer deployer, int times) {
    for (int i = 0; i < times; i++) {
      deployer.undeploy(NAME);
      deploy(deployer, NAME);
    }
  }

  private static void deploy(Deployer deployer, String name) {
    deployer.deploy(name);
    assertThat(Client.of(name).statuses(3, "/hello")).containsExactly(200, 200, 429);
    assertThat(Client.of(name).send("POST", "/hello", "{\"user\":\"alice\"}").status())
        .isEqualTo(405);
  }

  /**
   * What a garbage collection leaves in the server.
   *
   * @param members of the cluster
   * @param loaders class loaders of Weir. A few may stay when nothing is deployed, because servers
   *     and the JDK remember what they used last; their number does not grow
   */
  private record Remains(int members, int loaders) {

    static Remains in(ServerUnderTest server) {
      return new Remains(
          server.instances("com.hazelcast.instance.impl.HazelcastInstanceImpl"),
          server.loadersOfWeir());
    }
  }
}
