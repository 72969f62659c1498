package io.weir.sample.paths;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** The protected servlets. */
final class Protected {

  /** All classes that the application needs for them. */
  static final Class<?>[] CLASSES = {
    Protected.class,
    Login.class,
    Users.class,
    Order.class,
    Report.class,
    Invoice.class,
    Form.class,
    Code.class,
    Runs.class
  };

  private Protected() {}

  /** By its exact path; for every method, also for those that nobody knows. */
  @WebServlet(urlPatterns = "/auth/login", name = "login", asyncSupported = true)
  public static class Login extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
      Runs.note(request, Code.LOGIN);
    }
  }

  /** By path info. */
  @WebServlet("/admin/*")
  public static class Users extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
      if ("/users".equals(request.getPathInfo())) {
        Runs.note(request, Code.USERS);
      }
    }
  }

  /** By extension. */
  @WebServlet("*.do")
  public static class Order extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
      if (request.getServletPath().equals("/shop/order.do")) {
        Runs.note(request, Code.ORDER);
      }
    }
  }

  /** In another thread. */
  @WebServlet(urlPatterns = "/slow/report", asyncSupported = true)
  public static class Report extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
      String number = request.getHeader(Runs.NUMBER);
      AsyncContext context = request.startAsync();
      context.start(
          () -> {
            Runs.note(number, Code.REPORT);
            context.complete();
          });
    }
  }

  /** By the target as it was sent, parameters cut off, slashes made one, decoded. */
  @WebServlet("/mvc/*")
  public static class Invoice extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
      String target = request.getRequestURI().substring(request.getContextPath().length());
      if (Set.of("/mvc/invoice", "/mvc/invoice/").contains(read(target))) {
        Runs.note(request, Code.INVOICE);
      }
    }

    private static String read(String target) {
      try {
        return URLDecoder.decode(
                target.replaceAll(";[^/]*", "").replace("+", "%2b"), StandardCharsets.UTF_8)
            .replaceAll("/{2,}", "/");
      } catch (IllegalArgumentException broken) {
        return target;
      }
    }
  }

  /** By method. */
  @WebServlet("/forms/send")
  public static class Form extends HttpServlet {
    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      Runs.note(request, Code.FORM);
    }
  }
}
