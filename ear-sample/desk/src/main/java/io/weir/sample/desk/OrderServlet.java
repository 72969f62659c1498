package io.weir.sample.desk;

import jakarta.json.Json;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/** {@code POST /orders}: takes an order. */
@WebServlet("/orders/*")
public class OrderServlet extends HttpServlet {

  private final AtomicLong orders = new AtomicLong();

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType("application/json");
    response.setCharacterEncoding("UTF-8");
    response
        .getWriter()
        .write(
            Json.createObjectBuilder().add("order", orders.incrementAndGet()).build().toString());
  }
}
