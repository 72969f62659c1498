package io.weir.sample.deployment;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.security.enterprise.authentication.mechanism.http.BasicAuthenticationMechanismDefinition;

/** Has Jakarta Security ask for a name and a password (RFC 7617). */
@ApplicationScoped
@BasicAuthenticationMechanismDefinition(realmName = "users")
public class LoginByHeader {}
