package io.weir.sample.deployment;

import static io.weir.sample.deployment.WebXml.contextParam;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is spent outlives an application that is deployed anew, in the files of its directory. */
@ExtendWith(ArquillianExtension.class)
class BudgetRestartIT {

  private static final String NAME = "spending-again";
  private static final Path DIRECTORY = newDirectory();

  private static Path newDirectory() {
    try {
      Path nodes = Path.of(System.getProperty("servers.nodes", "target/nodes")).toAbsolutePath();
      return Files.createTempDirectory(Files.createDirectories(nodes), "budgets-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Deployment(name = NAME, managed = false, testable = false)
  static WebArchive spending() throws IOException {
    Path secret = DIRECTORY.resolve("secret");
    Files.writeString(secret, "0123456789abcdef0123456789abcdef");
    return Wars.withWeir(
            NAME,
            WebXml.of(
                contextParam("weir.cluster", "none"),
                contextParam("weir.key-secret", "file:" + secret),
                contextParam("weir.budget.state-dir", DIRECTORY.toString()),
                contextParam(
                    "weir.budget.budgets", "all: POST /spend/** $5.00 in all per header:X-Key"),
                contextParam("weir.budget.prices", "gpt-realtime 100.00 200.00")))
        .addClasses(SpendingServlet.class);
  }

  @Test
  void what_was_spent_is_still_spent(@ArquillianResource Deployer deployer) throws IOException {
    Client one = Client.of(NAME).saying("X-Key", "one");
    Client other = Client.of(NAME).saying("X-Key", "other");

    deployer.deploy(NAME);
    try {
      assertThat(spend(one, "3").status()).isEqualTo(200);
      assertThat(spend(other, "5").status()).isEqualTo(200);
    } finally {
      deployer.undeploy(NAME);
    }
    assertThat(files()).hasSize(1).allMatch(BudgetRestartIT::isPrivate);

    deployer.deploy(NAME);
    try {
      assertThat(spend(other, "0").status()).isEqualTo(403);
      assertThat(spend(one, "0").body()).startsWith("0 2.00 ");
      assertThat(spend(one, "2").status()).isEqualTo(200);
      assertThat(spend(one, "0").status()).isEqualTo(403);
      assertThat(spend(Client.of(NAME).saying("X-Key", "new"), "0").body()).startsWith("0 5.00 ");
    } finally {
      deployer.undeploy(NAME);
    }
    // The application that was undeployed had given its file back.
    assertThat(files()).hasSize(1);
  }

  private static Answer spend(Client client, String dollars) {
    return client.saying("X-Usage", "usd=" + dollars).post("/spend/plain");
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files.filter(file -> file.toString().endsWith(".budgets")).toList();
    }
  }

  private static boolean isPrivate(Path file) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file)).equals("rw-------");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
