package io.weir.sample.deployment;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Does what an administrator does in JMX: {@code GET /circuits/openai} tells the state of a circuit
 * of this application, and {@code POST /circuits/openai/release} calls an operation.
 */
@WebServlet("/circuits/*")
public class CircuitServlet extends HttpServlet {

  private static final long serialVersionUID = 1;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    try {
      Object state = server().getAttribute(circuit(request), "State");
      response.getWriter().print(state);
    } catch (JMException e) {
      throw new ServletException(e);
    }
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    try {
      server().invoke(circuit(request), path(request)[2], new Object[0], new String[0]);
    } catch (JMException e) {
      throw new ServletException(e);
    }
    doGet(request, response);
  }

  private static MBeanServer server() {
    return ManagementFactory.getPlatformMBeanServer();
  }

  private static ObjectName circuit(HttpServletRequest request) throws JMException {
    return new ObjectName(
        "io.weir:type=Circuit,application=%s,name=%s"
            .formatted(ObjectName.quote(request.getContextPath()), path(request)[1]));
  }

  /** Nothing, the name of the circuit, and the operation. */
  private static String[] path(HttpServletRequest request) {
    return request.getPathInfo().split("/");
  }
}
