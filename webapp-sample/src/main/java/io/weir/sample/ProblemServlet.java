package io.weir.sample;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;

/** The error page: whatever the server itself refuses is told as a {@link Problem} too. */
@WebServlet("/problem")
public class ProblemServlet extends HttpServlet {

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    // Asked for by its own address, there is no error to tell.
    int code =
        request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer given
            ? given
            : HttpServletResponse.SC_NOT_FOUND;
    Status known = Status.fromStatusCode(code);
    Status status = known == null ? Status.INTERNAL_SERVER_ERROR : known;
    Problem.of(status).write(response);
  }
}
