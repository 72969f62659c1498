package io.weir.edition.tomcat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;

/**
 * Deploys applications with Weir to a Tomcat in this JVM, and prints what they answer. The build
 * runs it as it is and renamed for {@code javax.servlet}. Arguments: an empty directory, Weir's
 * jar, and its jar of the other edition.
 */
public final class Smoke {

  private static final String ORIGIN = "https://app.example.com";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Tomcat tomcat = new Tomcat();
  private final Path base;

  private Smoke(Path base) {
    this.base = base;
  }

  public static void main(String[] arguments) throws Exception {
    Smoke smoke = new Smoke(Path.of(arguments[0]));
    smoke.run(Path.of(arguments[1]), Path.of(arguments[2]));
    System.exit(0); // Whatever threads are left.
  }

  private void run(Path weir, Path other) throws Exception {
    tomcat.setBaseDir(base.toString());
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    tomcat.setAddDefaultWebXmlToWebapp(false);
    Context good = deploy("good", weir, "hello: /hello 2/minute");
    Context mistake = deploy("mistake", weir, "hello: /hello 2/minuet");
    Context wrong = deploy("wrong", other, "hello: /hello 2/minute");
    tomcat.start();
    say("rules: %s %s %s".formatted(status("192.0.2.1"), status("192.0.2.1"), status("192.0.2.1")));
    say("another client: " + status("192.0.2.2"));
    say("cors: %s, %s".formatted(allowed(ORIGIN), allowed("https://evil.example")));
    good.reload();
    say("after a redeployment: %s".formatted(status("192.0.2.1")));
    say("with a mistake: " + mistake.getState());
    say("with the jar of the other edition: " + wrong.getState());
    tomcat.stop();
    say("threads left: " + threadsOfWeir());
  }

  private Context deploy(String name, Path jar, String rules) throws IOException {
    Path lib = Files.createDirectories(base.resolve(name).resolve("WEB-INF/lib"));
    Files.copy(jar, lib.resolve("weir.jar"));
    Files.writeString(
        lib.resolveSibling("web.xml"),
        "<web-app version=\"3.1\">"
            + param("weir.rate-limit.rules", rules)
            + param("weir.trusted-proxies", "127.0.0.1")
            + param("weir.cors.allowed-origins", ORIGIN)
            + "<servlet><servlet-name>hello</servlet-name><servlet-class>"
            + HelloServlet.class.getName()
            + "</servlet-class></servlet><servlet-mapping><servlet-name>hello</servlet-name>"
            + "<url-pattern>/hello</url-pattern></servlet-mapping></web-app>");
    return tomcat.addWebapp("/" + name, base.resolve(name).toString());
  }

  private static String param(String name, String value) {
    return "<context-param><param-name>%s</param-name><param-value>%s</param-value></context-param>"
        .formatted(name, value);
  }

  private int status(String client) throws IOException, InterruptedException {
    return send("X-Forwarded-For", client).statusCode();
  }

  private String allowed(String origin) throws IOException, InterruptedException {
    HttpResponse<String> answer = send("Origin", origin);
    return answer.statusCode()
        + " "
        + answer.headers().firstValue("Access-Control-Allow-Origin").orElse("none");
  }

  private HttpResponse<String> send(String header, String value)
      throws IOException, InterruptedException {
    URI uri =
        URI.create(
            "http://127.0.0.1:%s/good/hello".formatted(tomcat.getConnector().getLocalPort()));
    return http.send(
        HttpRequest.newBuilder(uri).header(header, value).build(), BodyHandlers.ofString());
  }

  private static long threadsOfWeir() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("weir"))
        .count();
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
