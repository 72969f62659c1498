package io.weir;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that is refused floods a server, whose counts are in a member of a cluster. */
class FloodTest {

  private static final int CONNECTIONS = 280;
  private static final int CALLS = 200;

  @TempDir private Path folder;

  private final AtomicBoolean ended = new AtomicBoolean();
  private final Map<Integer, AtomicInteger> answers = new ConcurrentHashMap<>();

  private static HttpRequest request(EmbeddedServer server, String client) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:%s/app/work".formatted(server.port())))
        .header("X-Forwarded-For", client)
        .build();
  }

  /** One request after the other, over a connection that is kept. */
  private CompletableFuture<Void> flood(HttpClient client, HttpRequest request) {
    return client
        .sendAsync(request, BodyHandlers.discarding())
        .thenCompose(
            answer -> {
              answers
                  .computeIfAbsent(answer.statusCode(), none -> new AtomicInteger())
                  .incrementAndGet();
              return ended.get() ? CompletableFuture.completedFuture(null) : flood(client, request);
            });
  }

  @Test
  void others_get_their_answers() throws Exception {
    try (EmbeddedServer server =
        new EmbeddedServer(folder)
            .parameter("weir.cluster", "embedded")
            .parameter("weir.trusted-proxies", "127.0.0.1")
            .parameter(
                "weir.rate-limit.rules",
                """
                calls: /work 250/hour  when-cluster-fails closed
                total: /**   100000/minute per global  when-cluster-fails closed
                """)
            .servlet("/work", new Working())
            .start()) {
      HttpClient flooding = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
      List<CompletableFuture<Void>> all = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        all.add(flood(flooding, request(server, "198.51.100.1")));
      }
      HttpClient calling = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
      HttpRequest call = request(server, "198.51.100.2");
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        statuses.add(calling.send(call, BodyHandlers.discarding()).statusCode());
      }
      ended.set(true);
      CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
      assertThat(statuses).hasSize(CALLS).containsOnly(200);
      assertThat(answers).containsOnlyKeys(200, 429);
      assertThat(answers.get(200)).hasValue(250);
    }
  }

  private static final class Working extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().print("done");
    }
  }
}
