package io.weir.sample.deployment;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells what it was sent: the method, a header and cookies. */
@WebServlet("/entry")
public class EntryServlet extends HttpServlet {

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String cookies =
        Optional.ofNullable(request.getCookies())
            .map(Arrays::stream)
            .orElseGet(Stream::empty)
            .map(Cookie::getName)
            .collect(Collectors.joining(","));
    response.addCookie(new Cookie("visited", "true"));
    response.setContentType("text/plain");
    response
        .getWriter()
        .write("%s %s [%s]".formatted(request.getMethod(), request.getHeader("X-Entry"), cookies));
  }
}
