package io.weir.sample.paths;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Application;
import jakarta.ws.rs.core.Context;
import java.util.Set;

/** The protected JAX-RS resources. */
@ApplicationPath("/rest")
public class Rest extends Application {

  /** All classes that the application needs for them. */
  static final Class<?>[] CLASSES = {
    Rest.class, Session.class, Calls.class, Call.class, Payments.class
  };

  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(Session.class, Calls.class, Payments.class);
  }

  /** A path in two parts. */
  @Path("auth")
  public static class Session {
    /** HEAD runs it too. */
    @GET
    @Path("session")
    public String session(@Context HttpServletRequest request) {
      Runs.note(request, Code.SESSION);
      return "";
    }
  }

  /** Leads to a sub-resource. */
  @Path("calls/{phone}")
  public static class Calls {
    /** One call. */
    @Path("{scenario}")
    public Call call() {
      return new Call();
    }
  }

  /** A sub-resource. */
  public static class Call {
    /** Calls. */
    @GET
    public String call(@Context HttpServletRequest request) {
      Runs.note(request, Code.CALL);
      return "";
    }
  }

  /** For one method alone. */
  @Path("payments")
  public static class Payments {
    /** Pays. */
    @POST
    @Path("new")
    public String pay(@Context HttpServletRequest request) {
      Runs.note(request, Code.PAYMENT);
      return "";
    }
  }
}
