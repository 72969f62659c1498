package io.weir.sample.applications;

import static io.weir.sample.applications.CountedLogins.Attempt.REFUSED;
import static io.weir.sample.applications.CountedLogins.Attempt.RIGHT;
import static io.weir.sample.applications.CountedLogins.Attempt.WRONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sample.deployment.Client;
import io.weir.sample.servers.RealmUsers;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds for every login with the rules that the manual recommends. */
interface CountedLogins {

  /** What came of an attempt to log in. */
  enum Attempt {
    RIGHT,
    WRONG,
    REFUSED
  }

  /** The name of the application, without the digit that tells alone from with Weir. */
  String application();

  /** A way to log in. */
  interface Login {

    /** A new browser opens the login, and the user enters name and password. */
    Attempt by(Browser browser, String name, String password);
  }

  /** Every way to log in. */
  List<Login> logins();

  /** Users whom the application knows. */
  default List<String> users() {
    return List.of("alice", "bob", "carol", "dave");
  }

  /** The password of a user. */
  default String password(String name) {
    return RealmUsers.password(name);
  }

  @Test
  default void the_right_password_is_never_too_often() {
    for (Login login : logins()) {
      Client client = client();
      assertThat(right(login, 12, client, users().get(0)))
          .isEqualTo(Collections.nCopies(12, RIGHT));
    }
  }

  @Test
  default void after_five_wrong_passwords_the_right_one_is_refused_too() {
    for (Login login : logins()) {
      Client client = client();
      String user = users().get(1);
      assertThat(wrong(login, 6, client, user))
          .containsExactly(WRONG, WRONG, WRONG, WRONG, WRONG, REFUSED);
      assertThat(right(login, 1, client, user)).containsExactly(REFUSED);
      assertThat(right(login, 1, client, users().get(2))).as("another name").containsExactly(RIGHT);
      assertThat(right(login, 1, client(), user)).as("another address").containsExactly(RIGHT);
    }
  }

  @Test
  default void a_success_is_the_end_of_earlier_failures() {
    for (Login login : logins()) {
      Client client = client();
      String user = users().get(3);
      // Less than the limit allows: the server answers before what a success took is given back.
      for (int i = 0; i < 2; i++) {
        assertThat(wrong(login, 3, client, user)).containsOnly(WRONG);
        assertThat(right(login, 1, client, user)).containsExactly(RIGHT);
      }
    }
  }

  private Client client() {
    return Client.of(application() + "-1");
  }

  private List<Attempt> wrong(Login login, int times, Client client, String name) {
    return attempts(login, times, client, name, "guess");
  }

  private List<Attempt> right(Login login, int times, Client client, String name) {
    return attempts(login, times, client, name, password(name));
  }

  private List<Attempt> attempts(
      Login login, int times, Client client, String name, String password) {
    return Stream.generate(() -> login.by(new Browser(client), name, password))
        .limit(times)
        .toList();
  }
}
