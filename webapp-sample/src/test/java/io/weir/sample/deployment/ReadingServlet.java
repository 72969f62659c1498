package io.weir.sample.deployment;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.annotation.MultipartConfig;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads what it is sent in the way that its path says, and answers what it has read. */
@WebServlet(
    urlPatterns = {"/counted/*", "/plain/*"},
    asyncSupported = true)
@MultipartConfig
public class ReadingServlet extends HttpServlet {

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    String here = request.getServletPath();
    switch (request.getPathInfo()) {
      case "/listener" -> listen(request, response);
      case "/async-context" -> {
        var context = request.startAsync();
        context.start(
            () -> {
              try {
                write(response, told(context.getRequest().getInputStream().readAllBytes()));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              } finally {
                context.complete();
              }
            });
      }
      case "/async-stream" -> request.startAsync().dispatch(here + "/stream");
      case "/async-parameters" -> request.startAsync().dispatch(here + "/parameters");
      case "/forward" ->
          request.getRequestDispatcher(here + "/parameters?user=inside").forward(request, response);
      default -> write(response, read(request));
    }
  }

  private static String read(HttpServletRequest request) throws ServletException, IOException {
    return switch (request.getPathInfo()) {
      case "/stream" -> told(request.getInputStream().readAllBytes());
      case "/reader" -> reader(request);
      case "/parameters" -> parameters(request);
      case "/stream-then-parameters" ->
          told(request.getInputStream().readAllBytes()) + parameters(request);
      case "/parameters-then-stream" ->
          parameters(request) + told(request.getInputStream().readAllBytes());
      case "/latin" -> {
        request.setCharacterEncoding("ISO-8859-1");
        yield parameters(request);
      }
      case "/unicode" -> {
        request.setCharacterEncoding("UTF-8");
        yield request.getCharacterEncoding() + reader(request);
      }
      case "/parts" -> parts(request);
      default -> throw new IllegalArgumentException(request.getPathInfo());
    };
  }

  private static String reader(HttpServletRequest request) throws IOException {
    StringWriter all = new StringWriter();
    request.getReader().transferTo(all);
    return told(all.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String parameters(HttpServletRequest request) {
    return new TreeMap<>(request.getParameterMap())
        .entrySet().stream()
            .map(one -> one.getKey() + "=" + told(String.join("|", one.getValue())))
            .collect(Collectors.joining("&", "[", "]"));
  }

  private static String parts(HttpServletRequest request) throws ServletException, IOException {
    StringBuilder all = new StringBuilder();
    for (Part part : List.copyOf(request.getParts())) {
      all.append(part.getName()).append(told(part.getInputStream().readAllBytes()));
    }
    return all.append(parameters(request)).toString();
  }

  private static void listen(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var context = request.startAsync();
    ServletInputStream in = request.getInputStream();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    in.setReadListener(
        new ReadListener() {
          @Override
          public void onDataAvailable() throws IOException {
            byte[] some = new byte[1000];
            while (in.isReady() && !in.isFinished()) {
              int count = in.read(some);
              if (count > 0) {
                all.write(some, 0, count);
              }
            }
          }

          @Override
          public void onAllDataRead() throws IOException {
            write(response, told(all.toByteArray()));
            context.complete();
          }

          @Override
          public void onError(Throwable why) {
            try {
              response.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            } finally {
              context.complete();
            }
          }
        });
  }

  private static String told(byte[] bytes) {
    return told(new String(bytes, StandardCharsets.ISO_8859_1));
  }

  /** Short texts as they are; of long ones how long they are, and a number that few share. */
  private static String told(String text) {
    return text.length() < 100
        ? "(" + text + ")"
        : "(%d, %x)".formatted(text.length(), text.hashCode());
  }

  private static void write(HttpServletResponse response, String text) throws IOException {
    response.setContentType("text/plain");
    response.setCharacterEncoding("UTF-8");
    response.getWriter().write(text);
  }
}
