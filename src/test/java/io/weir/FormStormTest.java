package io.weir;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many long forms of unknown length at once, which Weir reads in place of the server, do not
 * exhaust the heap.
 */
class FormStormTest {

  private static final int CLIENTS = 40;

  @TempDir private Path folder;

  /** A server with less memory than a tenth of what its clients send. */
  @Test
  void forty_forms_of_ten_megabytes_leave_a_small_heap_room() throws Exception {
    Process server =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx40m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Storm.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String said;
    try (InputStream out = server.getInputStream()) {
      said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
    } finally {
      server.destroyForcibly();
    }
    assertThat(said).doesNotContain("OutOfMemoryError");
    // Nobody's form was read to its end, and the next form is.
    assertThat(said).containsPattern("statuses of the storm: \\[(413)?]");
    assertThat(said.lines()).contains("status afterwards: 200");
  }

  /** Runs in a JVM of its own. */
  static final class Storm {

    private static final byte[] CHUNK = chunk();

    private Storm() {}

    public static void main(String[] args) throws Exception {
      try (EmbeddedServer server =
          new EmbeddedServer(Path.of(args[0]))
              .parameter("weir.rate-limit.rules", "form: /form 100000/minute per param:user")
              .servlet("/form", new Form())
              .start()) {
        System.out.println("statuses of the storm: " + storm(server.port()));
        System.out.println("status afterwards: " + after(server));
      }
      System.exit(0);
    }

    private static int after(EmbeddedServer server) throws Exception {
      return server
          .send(
              "POST",
              "/form",
              Map.of("Content-Type", "application/x-www-form-urlencoded"),
              "user=alice")
          .statusCode();
    }

    /** The statuses of all answers, each once. A connection that was reset has none. */
    private static List<Integer> storm(int port) throws Exception {
      CyclicBarrier all = new CyclicBarrier(CLIENTS);
      ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
      List<Callable<Integer>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(() -> post(port, all));
      }
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> status : threads.invokeAll(clients)) {
        statuses.add(status.get());
      }
      threads.shutdown();
      return statuses.stream().filter(status -> status > 0).distinct().toList();
    }

    /** Sends the first megabyte, waits until all have, and sends the other nine. */
    private static int post(int port, CyclicBarrier all) throws Exception {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        boolean open = write(socket, 16, head());
        all.await();
        if (open) {
          open = write(socket, 144, new byte[0]);
        }
        if (open) {
          socket.getOutputStream().write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        byte[] answer = socket.getInputStream().readNBytes(12);
        return answer.length < 12
            ? 0
            : Integer.parseInt(new String(answer, 9, 3, StandardCharsets.US_ASCII));
      } catch (IOException e) {
        return 0; // The server closed the connection although the client was still sending.
      }
    }

    private static byte[] head() {
      return String.join(
              "\r\n",
              "POST /app/form HTTP/1.1",
              "Host: x",
              "Connection: close",
              "Content-Type: application/x-www-form-urlencoded",
              "Transfer-Encoding: chunked",
              "",
              "9",
              "user=bob&",
              "")
          .getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean write(Socket socket, int chunks, byte[] before) {
      try {
        socket.getOutputStream().write(before);
        for (int i = 0; i < chunks; i++) {
          socket.getOutputStream().write(CHUNK);
        }
        return true;
      } catch (IOException e) {
        return false;
      }
    }

    private static byte[] chunk() {
      byte[] chunk = new byte[65_536 + 9];
      Arrays.fill(chunk, (byte) 'x');
      System.arraycopy("10000\r\n".getBytes(StandardCharsets.US_ASCII), 0, chunk, 0, 7);
      chunk[chunk.length - 2] = '\r';
      chunk[chunk.length - 1] = '\n';
      return chunk;
    }
  }

  /** Asks for a parameter of the form. */
  private static final class Form extends HttpServlet {
    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().print(request.getParameter("user"));
    }
  }
}
