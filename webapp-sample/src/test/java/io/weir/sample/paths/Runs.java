package io.weir.sample.paths;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** {@code /runs} tells which protected code ran for which request, a line each. */
@WebServlet("/runs")
public class Runs extends HttpServlet {

  /** The header in which a request tells its number. */
  static final String NUMBER = "Number";

  private static final Queue<String> RUNS = new ConcurrentLinkedQueue<>();

  static void note(HttpServletRequest request, Code code) {
    note(request.getHeader(NUMBER), code);
  }

  static void note(@Nullable String number, Code code) {
    RUNS.add(number + " " + code);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType("text/plain");
    for (String run : RUNS) {
      response.getWriter().println(run);
    }
  }
}
