package io.weir.validation;

import io.weir.bench.Written;
import io.weir.internal.deployment.ApplicationSecrets;
import io.weir.internal.events.ApplicationEvents;
import io.weir.internal.settings.Settings;
import io.weir.internal.settings.SharedSettings;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The cost of checks beside no filter: an application that reads a body of 4 kB. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 2, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class ValidationBenchmark {

  private static final String CHECKS =
      """
      size:   POST /size    body at most 1 MB
      json:   POST /json    body at most 1 MB; type application/json; json at most 20 levels; json:/model one of gpt-5, gpt-5-mini; texts:/messages/*/content at most 4096 characters
      prompt: POST /prompt  texts:/messages/*/content not matching list:prompt-patterns
      form:   POST /form    param:text at most 5000 characters; param:text not matching "[<>]"
      strip:  POST /strip   param:text strip "[<>]"
      """;

  private static final String TEXT =
      "The quick brown fox jumps over the lazy dog while it waits for an answer. ".repeat(54);

  private static final byte[] JSON =
      "{\"model\":\"gpt-5\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
          .formatted(TEXT)
          .getBytes(StandardCharsets.US_ASCII);

  private static final byte[] FORM =
      ("text=" + TEXT.replace(' ', '+')).getBytes(StandardCharsets.US_ASCII);

  private final ValidationHandler handler =
      new ValidationHandler(policy(), new ApplicationEvents(InstantSource.system()));

  private static ValidationPolicy policy() {
    Settings settings =
        new Settings(
            ValidationProvider.NAME,
            Map.of(ValidationPolicy.CHECKS.name(), CHECKS),
            SharedSettings.onThisServer(Map.of()));
    ValidationPolicy policy = ValidationPolicy.of(settings);
    settings.mistakes().resolve(ApplicationSecrets.provider().ofThisMachine());
    if (!settings.check().isEmpty()) {
      throw new IllegalArgumentException(settings.check().toString());
    }
    return policy;
  }

  private static Posted json(String path, boolean declared) {
    return new Posted(path, "application/json", JSON, declared);
  }

  private static Posted form(String path) {
    return new Posted(path, "application/x-www-form-urlencoded", FORM, true);
  }

  private final Posted other = json("/other", true);
  private final Posted size = json("/size", true);
  private final Posted counted = json("/size", false);
  private final Posted json = json("/json", true);
  private final Posted prompt = json("/prompt", true);
  private final Posted form = form("/form");
  private final Posted strip = form("/strip");

  /** Fails if a request does not pass as the figures say. */
  @Setup
  public void check() throws Exception {
    for (Posted posted : new Posted[] {other, size, counted, json, prompt}) {
      if (pass(posted) != JSON.length) {
        throw new IllegalStateException("a body does not pass");
      }
    }
    if (pass(form) != FORM.length || pass(strip) != FORM.length) {
      throw new IllegalStateException("a form does not pass");
    }
  }

  @TearDown
  public void leave() {
    handler.close();
  }

  private long pass(Posted posted) throws Exception {
    long[] read = new long[1];
    handler.handle(
        posted.fresh(),
        new Written(),
        (request, response) -> read[0] = Posted.read((HttpServletRequest) request));
    return read[0];
  }

  @Benchmark
  public long none() throws Exception {
    return Posted.read(json.fresh());
  }

  @Benchmark
  public long otherPath() throws Exception {
    return pass(other);
  }

  @Benchmark
  public long size() throws Exception {
    return pass(size);
  }

  @Benchmark
  public long counted() throws Exception {
    return pass(counted);
  }

  @Benchmark
  public long json() throws Exception {
    return pass(json);
  }

  @Benchmark
  public long prompt() throws Exception {
    return pass(prompt);
  }

  @Benchmark
  public long form() throws Exception {
    return pass(form);
  }

  @Benchmark
  public long strip() throws Exception {
    return pass(strip);
  }
}
