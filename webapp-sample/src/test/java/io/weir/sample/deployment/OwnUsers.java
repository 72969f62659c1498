package io.weir.sample.deployment;

import io.weir.sample.servers.RealmUsers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStore;
import java.util.Set;

/** The same users and passwords as the server's, for Jakarta Security. */
@ApplicationScoped
public class OwnUsers implements IdentityStore {

  /** Called for {@link UsernamePasswordCredential}, by its type. */
  public CredentialValidationResult validate(UsernamePasswordCredential credential) {
    String name = credential.getCaller();
    return credential.compareTo(name, RealmUsers.password(name))
        ? new CredentialValidationResult(name, Set.of("user"))
        : CredentialValidationResult.INVALID_RESULT;
  }
}
