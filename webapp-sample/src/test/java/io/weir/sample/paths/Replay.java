package io.weir.sample.paths;

import static java.util.stream.Collectors.toCollection;

import io.weir.sample.paths.Targets.Target;
import io.weir.sample.wire.Reply;
import io.weir.sample.wire.Wire;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Sends targets to an application, and asks it what they reached. */
final class Replay {

  /** What the protected file holds. */
  static final String SECRET = "this file is protected";

  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final URI application;
  private final Wire wire;
  private final List<Sent> sent = new ArrayList<>();

  Replay(URI application) {
    this.application = application;
    this.wire = Wire.to(application);
  }

  /**
   * A request and its answer.
   *
   * @param number by which the application knows it
   */
  private record Sent(int number, String what, Reply reply) {}

  /**
   * What one client sent, and its outcome.
   *
   * @param ran for each of its requests, whether code of the application ran that has a limit
   */
  record Outcome(String what, List<Boolean> ran, List<Reply> replies) {

    /** What came back when code ran. */
    List<Reply> runs() {
      return IntStream.range(0, ran.size()).filter(ran::get).mapToObj(replies::get).toList();
    }

    @Override
    public String toString() {
      return "%s → %s".formatted(what, replies.stream().map(Reply::status).toList());
    }
  }

  /** Sends the same so many times as one client that nobody else is. */
  void send(Target target, Code code, int times) {
    send(
        "%s: %s".formatted(code, target.text()),
        target.line(application, code),
        code.fields(),
        times);
  }

  /** Sends a GET for this path of the application. */
  void get(String path, int times) {
    String line = "GET %s%s HTTP/1.1".formatted(application.getPath(), path.substring(1));
    send(path, line, "Connection: close\r\n", times);
  }

  private void send(String what, String line, String fields, int times) {
    String client = "X-Forwarded-For: 2001:db8:%x:%x::1\r\n";
    int first = NUMBERS.get();
    for (int i = 0; i < times; i++) {
      int number = NUMBERS.incrementAndGet();
      String head =
          "%s\r\nHost: %s\r\n%s%s: %d\r\n%sContent-Length: 0\r\n\r\n"
              .formatted(
                  line,
                  application.getAuthority(),
                  fields,
                  Runs.NUMBER,
                  number,
                  client.formatted(first >> 16, first & 0xffff));
      sent.add(new Sent(number, what, wire.send(head)));
    }
  }

  /** What became of all that was sent, in the order in which it was. */
  List<Outcome> outcomes() {
    Set<Integer> runs = runs();
    List<Outcome> outcomes = new ArrayList<>();
    String before = "";
    for (Sent one : sent) {
      if (!one.what().equals(before)) {
        outcomes.add(new Outcome(one.what(), new ArrayList<>(), new ArrayList<>()));
        before = one.what();
      }
      Outcome outcome = outcomes.get(outcomes.size() - 1);
      outcome.replies().add(one.reply());
      outcome.ran().add(runs.contains(one.number()) || one.reply().body().contains(SECRET));
    }
    return outcomes;
  }

  private Set<Integer> runs() {
    Reply reply =
        wire.send(
            "GET %sruns HTTP/1.0\r\nHost: %s\r\n\r\n"
                .formatted(application.getPath(), application.getAuthority()));
    return reply
        .body()
        .lines()
        .map(line -> Integer.valueOf(line.substring(0, line.indexOf(' '))))
        .collect(toCollection(TreeSet::new));
  }
}
