package io.weir.sample.deployment;

import io.weir.KeyResolver;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** The tenant whom a header names; guests are not counted. */
@ApplicationScoped
public class TenantKey implements KeyResolver {

  @Inject Tenants tenants;

  @Override
  public Optional<String> keyOf(HttpServletRequest request) {
    return tenants.named(request.getHeader("X-Tenant"));
  }
}
