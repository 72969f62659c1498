package io.weir;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stops the deployment on a server of the other Servlet API, where no filter of Weir can work. The
 * build takes this class alone from the other edition: in the jar for {@code jakarta.servlet} it
 * implements the interface of {@code javax.servlet}, and the other way round.
 */
public final class WrongEditionInitializer implements ServletContainerInitializer {

  /** Created by the container. */
  public WrongEditionInitializer() {}

  @Override
  public void onStartup(@Nullable Set<Class<?>> none, ServletContext context)
      throws ServletException {
    throw new ServletException(WrongEdition.message(ServletContext.class.getPackageName()));
  }
}
