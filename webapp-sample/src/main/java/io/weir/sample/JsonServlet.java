package io.weir.sample;

import jakarta.json.JsonObject;
import jakarta.json.JsonStructure;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** A servlet that reads and answers JSON, and answers a {@link Problem} where one is thrown. */
public class JsonServlet extends HttpServlet {

  private final List<String> methods;

  /**
   * A servlet.
   *
   * @param methods those that it answers; HEAD needs no mention
   */
  protected JsonServlet(String... methods) {
    this.methods = List.of(methods);
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    String method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
    try {
      if (!methods.contains(method)) {
        // RFC 9110 §15.5.6: a 405 names what is allowed. HttpServlet's own does not on WildFly.
        response.setHeader("Allow", String.join(", ", methods));
        throw Problem.of(Status.METHOD_NOT_ALLOWED);
      }
      super.service(request, response);
    } catch (Problem problem) {
      problem.write(response);
    }
  }

  /** The JSON object that was sent. */
  protected static JsonObject body(HttpServletRequest request) throws IOException {
    String type = request.getContentType();
    if (type == null || !mediaType(type).equals("application/json")) {
      throw Problem.of(Status.UNSUPPORTED_MEDIA_TYPE);
    }
    return Bodies.object(request.getInputStream());
  }

  /** The name of the user who asks, or a 401. */
  protected static String user(HttpServletRequest request) {
    return Users.required(request.getUserPrincipal());
  }

  /**
   * The segments behind the servlet's own path.
   *
   * @param count how many there must be; with fewer or more, nothing is there: 404
   */
  protected static List<String> segments(HttpServletRequest request, int count) {
    String path = request.getPathInfo();
    List<String> segments = path == null ? List.of() : List.of(path.substring(1).split("/", -1));
    if (segments.size() != count || segments.contains("")) {
      throw Problem.of(Status.NOT_FOUND);
    }
    return segments;
  }

  /** Answers. */
  protected static void write(HttpServletResponse response, Status status, JsonStructure json)
      throws IOException {
    response.setStatus(status.getStatusCode());
    response.setContentType("application/json");
    response.setCharacterEncoding("UTF-8");
    // What is answered depends on who asks, and some of it is a token.
    response.setHeader("Cache-Control", "no-store");
    response.getWriter().write(json.toString());
  }

  private static String mediaType(String contentType) {
    int end = contentType.indexOf(';');
    return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }
}
