package io.weir.sample.realtime;

import io.weir.sample.Problem;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;

/** Tells as a {@link Problem} what Jakarta REST itself refuses: a path, a method, a media type. */
public class RefusalMapper implements ExceptionMapper<WebApplicationException> {

  @Override
  public Response toResponse(WebApplicationException refusal) {
    Response response = refusal.getResponse();
    Response.Status status = Response.Status.fromStatusCode(response.getStatus());
    if (status == null || response.hasEntity()) {
      return response;
    }
    return Response.fromResponse(response)
        .type(Problem.MEDIA_TYPE)
        .entity(Problem.of(status).document().toString())
        .build();
  }
}
