package io.weir.sample.calls;

import jakarta.json.Json;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/** {@code POST /call/{phone}}: records a call. */
@WebServlet("/call/*")
public class CallServlet extends HttpServlet {

  private static final Pattern PHONE = Pattern.compile("/\\+?[1-9][0-9]{4,14}");

  private final AtomicLong calls = new AtomicLong();

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    // Payara 6 reads "+" in a path as a blank.
    String path = Optional.ofNullable(request.getPathInfo()).orElse("").replace(' ', '+');
    response.setContentType("application/json");
    response.setCharacterEncoding("UTF-8");
    if (PHONE.matcher(path).matches()) {
      response
          .getWriter()
          .write(
              Json.createObjectBuilder()
                  .add("call", calls.incrementAndGet())
                  .add("phone", path.substring(1))
                  .build()
                  .toString());
    } else {
      response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
      response.getWriter().write("{\"detail\":\"/call/{phone}: 5 to 15 digits\"}");
    }
  }
}
