package io.weir.bench;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Rows that are compared with the first one.
 *
 * @param title what is measured
 */
record Figure(String title, List<Row> rows) {

  private static final String REQUEST = "io.weir.ratelimit.RequestBenchmark.";
  private static final String DECISION = "io.weir.ratelimit.DecisionBenchmark.decide";
  private static final String HOSTILE = "io.weir.ratelimit.HostileRequestBenchmark.";
  private static final String BODY = "io.weir.internal.body.HostileBodyBenchmark.";
  private static final String BUDGET = "io.weir.budget.BudgetBenchmark.";
  private static final String CORS = "io.weir.cors.CorsBenchmark.";
  private static final String CIRCUIT = "io.weir.breaker.CircuitBreakerBenchmark.";
  private static final String VALIDATION = "io.weir.validation.ValidationBenchmark.";
  private static final String SECRET = "io.weir.SecretBenchmark.";
  private static final String COUNTING = "io.weir.bench.CountingBenchmark.decide";
  private static final String HTTP = "io.weir.bench.HttpBenchmark.get";

  static final List<Figure> ALL =
      List.of(
          new Figure(
              "A request, without the counting",
              List.of(
                  Row.of("path, 20 rules, address, headers", REQUEST + "pure"),
                  Row.of("the same behind a proxy", REQUEST + "pureBehindProxy"),
                  Row.of("path: its views", REQUEST + "path"),
                  Row.of("matching 20 rules", REQUEST + "matching"),
                  Row.of("address of the connection", REQUEST + "address"),
                  Row.of("address behind a proxy", REQUEST + "addressBehindProxy"),
                  Row.of("headers", REQUEST + "headers"),
                  Row.of("name of one bucket (HMAC)", REQUEST + "name"),
                  Row.of("the whole filter", REQUEST + "gate"))),
          new Figure(
              "One decision, by where the bucket is",
              List.of(
                  Row.decision("this JVM", "jvm", "all"),
                  Row.decision("one member", "one", "all"),
                  Row.decision("two members", "two", "all"))),
          new Figure(
              "One decision of one member, by what is counted",
              List.of(
                  Row.decision("every request", "one", "all"),
                  Row.decision("failures only, of a success", "one", "failures"),
                  Row.decision("strict", "one", "strict"))),
          new Figure(
              "A request that spends, beside a plain rule",
              List.of(
                  Row.decision("a rule with two limits", "jvm", "all"),
                  Row.of("two budgets, reserved and settled", BUDGET + "decide"),
                  Row.of("the estimate of a body of 1 kB", BUDGET + "estimate"),
                  Row.of("one event of a stream that passes", BUDGET + "event"))),
          new Figure(
              "A request of another origin, by how many are allowed",
              List.of(
                  Row.of("decision, 1", CORS + "decide", "origins", "1"),
                  Row.of("decision, 100", CORS + "decide", "origins", "100"),
                  Row.of("decision, 10 000", CORS + "decide", "origins", "10000"),
                  Row.of("preflight, 1", CORS + "preflight", "origins", "1"),
                  Row.of("preflight, 10 000", CORS + "preflight", "origins", "10000"),
                  Row.of("the whole filter, 1", CORS + "filter", "origins", "1"),
                  Row.of("the whole filter, 100", CORS + "filter", "origins", "100"),
                  Row.of("the whole filter, 10 000", CORS + "filter", "origins", "10000"),
                  Row.of("Tomcat's, 1", CORS + "tomcatFilter", "origins", "1"),
                  Row.of("Tomcat's, 100", CORS + "tomcatFilter", "origins", "100"),
                  Row.of("Tomcat's, 10 000", CORS + "tomcatFilter", "origins", "10000"),
                  Row.of("Spring's, 1", CORS + "springFilter", "origins", "1"),
                  Row.of("Spring's, 100", CORS + "springFilter", "origins", "100"),
                  Row.of("Spring's, 10 000", CORS + "springFilter", "origins", "10000"))),
          new Figure(
              "A request that a circuit lets through, with 20 circuits",
              List.of(
                  Row.of("no filter", CIRCUIT + "nothing"),
                  Row.of("a circuit matches", CIRCUIT + "matching"),
                  Row.of("no circuit matches", CIRCUIT + "other"))),
          new Figure(
              "A body of 4 kB that the application reads, by what is checked",
              List.of(
                  Row.of("without the filter", VALIDATION + "none"),
                  Row.of("another path", VALIDATION + "otherPath"),
                  Row.of("its declared size", VALIDATION + "size"),
                  Row.of("its size, while it is read", VALIDATION + "counted"),
                  Row.of("JSON: type, levels, model, length", VALIDATION + "json"),
                  Row.of("JSON: list:prompt-patterns", VALIDATION + "prompt"),
                  Row.of("a form: length and a pattern", VALIDATION + "form"),
                  Row.of("a form: strip", VALIDATION + "strip"))),
          new Figure(
              "A secret that is kept, by how many are",
              List.of(
                  Row.of("look-up, 1", SECRET + "kept", "secrets", "1"),
                  Row.of("look-up, 1000", SECRET + "kept", "secrets", "1000"),
                  Row.of("of a name that is no secret's, 1", SECRET + "unknown", "secrets", "1"),
                  Row.of(
                      "of a name that is no secret's, 1000",
                      SECRET + "unknown",
                      "secrets",
                      "1000"))),
          new Figure(
              "Hostile input, by its length",
              List.of(
                  Row.of("X-Forwarded-For of hops, 10 kB", HOSTILE + "hops", "length", "10000"),
                  Row.of("100 kB", HOSTILE + "hops", "length", "100000"),
                  Row.of("X-Forwarded-For of quotes, 10 kB", HOSTILE + "quotes", "length", "10000"),
                  Row.of("100 kB", HOSTILE + "quotes", "length", "100000"),
                  Row.of("path of dots and slashes, 10 kB", HOSTILE + "target", "length", "10000"),
                  Row.of("100 kB", HOSTILE + "target", "length", "100000"),
                  Row.of("nested JSON, 6 kB", BODY + "nestedJson", "length", "6000"),
                  Row.of("60 kB", BODY + "nestedJson", "length", "60000"),
                  Row.of("JSON of one name, 6 kB", BODY + "repeatedNames", "length", "6000"),
                  Row.of("60 kB", BODY + "repeatedNames", "length", "60000"),
                  Row.of("form of one name, 6 kB", BODY + "repeatedParameters", "length", "6000"),
                  Row.of("60 kB", BODY + "repeatedParameters", "length", "60000"))),
          new Figure(
              "One decision on three limits in this JVM",
              List.of(
                  Row.counting("a bucket of Bucket4j", "bucket4j"), Row.counting("Weir", "jvm"))),
          new Figure(
              "One decision on three limits, one member",
              List.of(
                  Row.counting("Bucket4j over JCache", "jcache"), Row.counting("Weir", "weir1"))),
          new Figure(
              "One decision on three rules of a client, two members with a synchronous backup",
              List.of(
                  Row.counting("an operation that stores eight bytes", "store2"),
                  Row.counting("Weir", "weir2"),
                  Row.counting("three keys in Redis, by a script", "redis"),
                  Row.counting("the same, until a replica has them", "redis-replica"),
                  Row.counting("Bucket4j in Redis", "bucket4j-redis"),
                  Row.counting("Weir, refused again", "refused"))),
          new Figure(
              "One decision on three rules of a client, by the number of members",
              List.of(
                  Row.counting("2", "weir2"),
                  Row.counting("3", "weir3"),
                  Row.counting("4", "weir4"))),
          new Figure(
              "Requests over HTTP",
              List.of(
                  Row.of("no filter", HTTP, "filter", "none"),
                  Row.of("Tomcat's RateLimitFilter", HTTP, "filter", "tomcat"),
                  Row.of("Jetty's DoSFilter", HTTP, "filter", "jetty"),
                  Row.of("Weir, in this JVM", HTTP, "filter", "weir"),
                  Row.of("Weir, one member", HTTP, "filter", "member"))),
          new Figure(
              "Refused requests over HTTP",
              List.of(
                  Row.of("a servlet that answers 429", HTTP, "filter", "static429"),
                  Row.of("Tomcat's RateLimitFilter", HTTP, "filter", "tomcat429"),
                  Row.of("Weir, in this JVM", HTTP, "filter", "weir429"),
                  Row.of("Weir, one member", HTTP, "filter", "member429"))),
          new Figure(
              "What metrics, page, audit log and alerts cost a request over HTTP",
              List.of(
                  Row.of("Weir, in this JVM", HTTP, "filter", "alone"),
                  Row.of("with all of them", HTTP, "filter", "watched"))),
          new Figure(
              "What they cost a refused request over HTTP",
              List.of(
                  Row.of("Weir, in this JVM", HTTP, "filter", "alone429"),
                  Row.of("with all of them", HTTP, "filter", "watched429"))));

  /**
   * One measurement.
   *
   * @param benchmark the name by which JMH knows it
   */
  record Row(String title, String benchmark, Map<String, String> params) {

    static Row of(String title, String benchmark) {
      return new Row(title, benchmark, Map.of());
    }

    static Row of(String title, String benchmark, String param, String value) {
      return new Row(title, benchmark, Map.of(param, value));
    }

    static Row decision(String title, String buckets, String counted) {
      return new Row(
          title, DECISION, new TreeMap<>(Map.of("buckets", buckets, "counted", counted)));
    }

    static Row counting(String title, String counter) {
      return of(title, COUNTING, "counter", counter);
    }

    /** Whether the programs are there that it needs. */
    boolean isPossible() {
      return params.values().stream().noneMatch(value -> value.contains("redis"))
          || Redis.isInstalled();
    }

    /** {@code DecisionBenchmark.decide-two}, unique among the rows. */
    String name() {
      String method =
          benchmark.substring(benchmark.lastIndexOf('.', benchmark.lastIndexOf('.') - 1) + 1);
      return params.isEmpty() ? method : method + "-" + String.join("-", params.values());
    }

    boolean isMeantBy(Pattern pattern) {
      return pattern.matcher(benchmark).find() || pattern.matcher(name()).find();
    }
  }
}
