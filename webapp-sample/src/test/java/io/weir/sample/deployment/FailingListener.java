package io.weir.sample.deployment;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

/** What an application has whose database is away. */
public class FailingListener implements ServletContextListener {

  @Override
  public void contextInitialized(ServletContextEvent event) {
    throw new IllegalStateException("an exception that the test wants");
  }
}
