package io.weir.sample.deployment;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;

/** Answers the field {@code user} of a form. */
@Path("/{way}")
public class FormResource {

  /** The field. */
  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public String user(@FormParam("user") String user) {
    return user;
  }
}
