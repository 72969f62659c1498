package io.weir;

import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.Invocation;
import jakarta.ws.rs.core.GenericEntity;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Has a JAX-RS client call a service as an {@link Upstream}, with its time-outs. It repeats
 * requests whose method is idempotent or that have an {@code Idempotency-Key}.
 *
 * <pre>
 *   Client client = UpstreamClientFilter.on(ClientBuilder.newBuilder(), "openai").build();
 * </pre>
 */
public final class UpstreamClientFilter implements ClientRequestFilter {

  /** Marks the requests that the filter sends itself. */
  private static final String ATTEMPT = "io.weir.upstream.attempt";

  /** RFC 9110, section 9.2.2. */
  private static final Set<String> IDEMPOTENT =
      Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

  private final String upstream;

  /**
   * A filter. Prefer {@link #on}, which sets the time-outs, too.
   *
   * @param upstream the name of the service
   */
  public UpstreamClientFilter(String upstream) {
    this.upstream = upstream;
  }

  /**
   * Sets the time-outs of the service, and registers the filter before all others.
   *
   * @param upstream the name of the service
   */
  public static ClientBuilder on(ClientBuilder builder, String upstream) {
    Upstream settings = Upstream.of(upstream);
    return builder
        .connectTimeout(settings.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .readTimeout(settings.readTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .register(new UpstreamClientFilter(upstream), Integer.MIN_VALUE);
  }

  @Override
  public void filter(ClientRequestContext request) throws IOException {
    if (request.getProperty(ATTEMPT) != null) {
      return;
    }
    Upstream service = Upstream.of(upstream);
    try {
      Response answer =
          (isRepeatable(request) ? service.idempotent() : service)
              .call(() -> attempt(request), UpstreamClientFilter::read);
      request.abortWith(copy(answer)); // It is answered already.
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private static boolean isRepeatable(ClientRequestContext request) {
    Object entity = request.getEntity();
    return !(entity instanceof InputStream || entity instanceof Reader)
        && (IDEMPOTENT.contains(request.getMethod().toUpperCase(Locale.ROOT))
            || request.getHeaderString("Idempotency-Key") != null);
  }

  private static Upstream.Answer read(Response answer) {
    return new Upstream.Answer(
        answer.getStatus(), Optional.ofNullable(answer.getHeaderString("Retry-After")));
  }

  private static Response attempt(ClientRequestContext request) {
    Invocation.Builder attempt =
        request
            .getClient()
            .target(request.getUri())
            .request()
            .headers(new MultivaluedHashMap<>(request.getHeaders()))
            .property(ATTEMPT, true);
    Response answer =
        request.hasEntity()
            ? attempt.method(request.getMethod(), entity(request))
            : attempt.method(request.getMethod());
    // An answer that is repeated needs its connection no longer, and one that is not may be read
    // by another kind of response.
    answer.bufferEntity();
    return answer;
  }

  private static Entity<?> entity(ClientRequestContext request) {
    MediaType type = request.getMediaType();
    return Entity.entity(
        new GenericEntity<>(request.getEntity(), request.getEntityType()),
        new Variant(
            type == null ? MediaType.APPLICATION_OCTET_STREAM_TYPE : type,
            request.getLanguage(),
            request.getHeaderString("Content-Encoding")),
        request.getEntityAnnotations());
  }

  private static Response copy(Response answer) {
    Response.ResponseBuilder copy = Response.status(answer.getStatusInfo());
    answer
        .getStringHeaders()
        .forEach((name, values) -> values.forEach(value -> copy.header(name, value)));
    if (answer.hasEntity()) {
      copy.entity(answer.readEntity(byte[].class));
    }
    return copy.build();
  }
}
