package io.weir.spring;

import org.springframework.security.web.context.AbstractSecurityWebApplicationInitializer;

/** Has the container register Spring Security's filter, as its documentation says. */
public class SpringLoginInitializer extends AbstractSecurityWebApplicationInitializer {

  /** Created by Spring's ServletContainerInitializer. */
  public SpringLoginInitializer() {
    super(SpringLogin.class);
  }
}
