package io.weir.sample.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sample.servers.Nodes;
import io.weir.sample.servers.RealmUsers;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Logins that the servers themselves answer count on two nodes as on one. */
interface CountLogins {

  int PAGES = 30;

  String RULES =
      """
      page:  /page.txt              %d/hour
      login: POST /j_security_check  5/minute per ip+param:j_username counting failures
      """
          .formatted(PAGES);

  Nodes nodes();

  @Test
  default void wrong_passwords_count_together_whichever_node_they_reach() {
    deploy();
    Client guesser = Client.newcomer();
    assertThat(Stream.of(0, 1, 0, 1, 0).map(node -> login(guesser, node, "alice", "guess")))
        .isEqualTo(Collections.nCopies(5, 200));
    assertThat(Stream.of(0, 1).map(node -> rightLogin(guesser, node, "alice")))
        .containsExactly(429, 429);
    assertThat(rightLogin(Client.newcomer(), 1, "alice")).isEqualTo(302);
  }

  @Test
  default void a_success_on_one_node_clears_failures_on_the_other() {
    deploy();
    Client forgetful = Client.newcomer();
    // One less than the limit allows: the server answers before what a success took is given back.
    for (List<Integer> wrong : List.of(List.of(0, 0, 0), List.of(1, 1, 1))) {
      assertThat(wrong.stream().map(node -> login(forgetful, node, "bob", "guess")))
          .containsOnly(200);
      assertThat(rightLogin(forgetful, 1, "bob")).isEqualTo(302);
    }
  }

  private void deploy() {
    Application.ofPages("page.txt", "login.html", "wrong.html")
        .withFormLogin()
        .with("weir.rate-limit.rules", RULES)
        .inCluster()
        .deployOn(nodes());
    Together.await(nodes(), "/page.txt", PAGES);
  }

  private int rightLogin(Client client, int node, String name) {
    return login(client, node, name, RealmUsers.password(name));
  }

  private int login(Client client, int node, String name, String password) {
    return client
        .post(
            Application.on(nodes().get(node), "/j_security_check"),
            "j_username=%s&j_password=%s".formatted(name, password))
        .statusCode();
  }
}
