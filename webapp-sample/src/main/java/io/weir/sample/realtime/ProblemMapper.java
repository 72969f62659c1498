package io.weir.sample.realtime;

import io.weir.sample.Problem;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;

/** Answers a {@link Problem}. */
public class ProblemMapper implements ExceptionMapper<Problem> {

  @Override
  public Response toResponse(Problem problem) {
    Response.ResponseBuilder answer =
        Response.status(problem.status())
            .type(Problem.MEDIA_TYPE)
            .header("Cache-Control", "no-store")
            .entity(problem.document().toString());
    problem.challenges().forEach(challenge -> answer.header("WWW-Authenticate", challenge));
    return answer.build();
  }
}
