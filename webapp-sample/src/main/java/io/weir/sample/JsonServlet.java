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

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    try {
      super.service(request, response);
    } catch (Problem problem) {
      problem.write(response);
    }
  }

  /** The JSON object that was sent. */
  protected static JsonObject body(HttpServletRequest request) throws IOException {
    String type = request.getContentType();
    if (type == null || !mediaType(type).equals("application/json")) {
      throw new Problem(
          Status.UNSUPPORTED_MEDIA_TYPE, "Send JSON, with Content-Type: application/json.");
    }
    return Bodies.object(request.getInputStream());
  }

  /** The name of the user who asks, or a 401. */
  protected static String user(HttpServletRequest request) {
    if (request.getUserPrincipal() == null) {
      throw Problem.unauthorized("This needs a user: send Basic credentials or a bearer token.");
    }
    return request.getUserPrincipal().getName();
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
      throw new Problem(Status.NOT_FOUND, "Nothing is here; / names every endpoint.");
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
