package io.weir.sample.deployment;

import jakarta.servlet.http.HttpServlet;

/** Cannot start. */
public class FailingServlet extends HttpServlet {

  @Override
  public void init() {
    throw new IllegalStateException("an exception that the test wants");
  }
}
