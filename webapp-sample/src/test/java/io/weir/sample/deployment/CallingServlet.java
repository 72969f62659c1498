package io.weir.sample.deployment;

import io.weir.Upstream;
import io.weir.UpstreamClientFilter;
import io.weir.UpstreamUnavailableException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.Invocation;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Calls the service at the port of a parameter: the end of its path says how, and which. */
@WebServlet("/call/*")
public class CallingServlet extends HttpServlet {

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String[] path = request.getPathInfo().split("/");
    String url = "http://127.0.0.1:%s/%s".formatted(request.getParameter("port"), path[2]);
    try {
      if (path[1].equals("http")) {
        HttpResponse<String> answer =
            Upstream.of(path[2])
                .idempotent()
                .call(
                    () ->
                        HttpClient.newHttpClient()
                            .send(
                                HttpRequest.newBuilder(URI.create(url)).build(),
                                HttpResponse.BodyHandlers.ofString()));
        response.setStatus(answer.statusCode());
        response.getWriter().print(answer.body());
      } else {
        rest(path[1], path[2], url, response);
      }
    } catch (Exception e) {
      response.setStatus(HttpServletResponse.SC_BAD_GATEWAY);
      response.getWriter().print(unavailable(e));
    }
  }

  private static void rest(String way, String upstream, String url, HttpServletResponse response)
      throws IOException {
    Client client = UpstreamClientFilter.on(ClientBuilder.newBuilder(), upstream).build();
    try {
      Invocation.Builder call = client.target(url).request("text/plain").header("X-Ours", "kept");
      Response answer =
          switch (way) {
            case "post" -> call.post(Entity.text("posted"));
            case "keyed" -> call.header("Idempotency-Key", "k1").post(Entity.text("posted"));
            default -> call.get();
          };
      response.setStatus(answer.getStatus());
      response.setHeader("X-Theirs", answer.getHeaderString("X-Theirs"));
      response.getWriter().print(answer.readEntity(String.class));
    } finally {
      client.close();
    }
  }

  private static String unavailable(Throwable failure) {
    if (failure instanceof UpstreamUnavailableException open) {
      return String.valueOf(open.getMessage());
    }
    if (failure.getCause() != null) {
      return unavailable(failure.getCause());
    }
    return "failed";
  }
}
