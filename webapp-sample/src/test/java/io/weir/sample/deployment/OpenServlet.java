package io.weir.sample.deployment;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Requests that stay open: {@code POST /open} until somebody asks for {@code /let-go}, {@code
 * /stream} until it cannot write any more. {@code /number} has how many are open.
 */
@WebServlet({"/open", "/stream", "/let-go", "/number"})
public class OpenServlet extends HttpServlet {

  private static final long serialVersionUID = 1;

  /** Longer than any test waits. */
  private static final int MOST_LINES = 3000;

  private static final AtomicInteger OPEN = new AtomicInteger();
  private static final CountDownLatch LET_GO = new CountDownLatch(1);

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    switch (request.getServletPath()) {
      case "/let-go" -> LET_GO.countDown();
      case "/number" -> response.getWriter().print(OPEN.get());
      default -> {
        OPEN.incrementAndGet();
        try {
          stayOpen(request.getServletPath().equals("/stream"), response);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        } finally {
          OPEN.decrementAndGet();
        }
      }
    }
  }

  private static void stayOpen(boolean writes, HttpServletResponse response)
      throws IOException, InterruptedException {
    if (!writes) {
      LET_GO.await(1, TimeUnit.MINUTES);
      return;
    }
    for (int i = 0; i < MOST_LINES; i++) {
      response.getOutputStream().print("line\n");
      response.flushBuffer();
      Thread.sleep(20);
    }
  }
}
