package io.weir.internal.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerLoginTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Digest realm=\"r\", nonce=\"n\", stale=true         | true",
        "Digest stale=TRUE, realm=\"r\"                     | true",
        "digest realm=\"r\",stale=\"true\",nonce=\"n\"      | true",
        "Basic realm=\"r\", Digest stale = true            | true",
        "Digest realm=\"r\", nonce=\"n\", stale=false        | false",
        "Digest realm=\"r\", nonce=\"n\"                     | false",
        "Basic realm=\"stale=true\"                        | false",
      })
  void a_nonce_that_is_too_old_is_no_wrong_password(String challenge, boolean stale) {
    assertThat(ContainerLogin.isStale(challenge)).isEqualTo(stale);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "alice                       | alice:secret   | true",
        "alice                       | Alice:secret   | true",
        "alice@EXAMPLE.COM           | alice:secret   | true",
        "EXAMPLE\\alice              | alice:secret   | true",
        "uid=alice,ou=people,dc=test | alice:secret   | true",
        "mallory                     | alice:secret   | false",
        "uid=mallory,ou=alice,dc=x   | alice:secret   | false",
        "alice                       | alice          | false",
        "alice2                      | alice:secret   | false",
      })
  void a_user_is_named_by_the_credentials(String user, String pair, boolean named) {
    String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    assertThat(CredentialName.isOf(user, "Basic " + basic)).isEqualTo(named);
    assertThat(CredentialName.isOf(user, "bASIC  " + basic)).isEqualTo(named);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Digest username=\"alice\", realm=\"r\"  | true",
        "digest realm=\"r\", username = \"alice\" | true",
        "Digest username=\"bob\", realm=\"alice\" | false",
        "Basic !!                               | false",
        "Bearer alice                           | false",
      })
  void a_user_is_named_by_a_digest(String credentials, boolean named) {
    assertThat(CredentialName.isOf("alice", credentials)).isEqualTo(named);
  }
}
