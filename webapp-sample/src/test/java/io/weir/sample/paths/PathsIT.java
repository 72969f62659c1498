package io.weir.sample.paths;

import static io.weir.sample.deployment.WebXml.contextParam;
import static io.weir.sample.deployment.WebXml.initParam;
import static io.weir.sample.deployment.WebXml.limits;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sample.deployment.ServerUnderTest;
import io.weir.sample.deployment.Wars;
import io.weir.sample.deployment.WebXml;
import io.weir.sample.paths.Replay.Outcome;
import io.weir.sample.paths.Targets.Form;
import io.weir.sample.paths.Targets.Target;
import io.weir.sample.wire.Reply;
import java.util.List;
import java.util.function.Predicate;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * However a path is written and whatever leads there: what ran was counted. Each code has a limit
 * of one, so no client runs it twice.
 */
@ExtendWith(ArquillianExtension.class)
class PathsIT {

  private static final String MATCH = "match";
  private static final String REFUSE = "refuse";

  @Deployment(name = MATCH, testable = false)
  static WebArchive matching() {
    return probed(MATCH);
  }

  @Deployment(name = REFUSE, testable = false)
  static WebArchive refusing() {
    return probed(REFUSE);
  }

  private static WebArchive probed(String ambiguousPaths) {
    return Wars.withWeir(
            ambiguousPaths,
            WebXml.of(
                contextParam("weir.cluster", "none"),
                contextParam("weir.ambiguous-paths", ambiguousPaths),
                limits(initParam("rules", Code.rules())),
                "<error-page><error-code>409</error-code><location>/auth/login</location></error-page>"))
        .addClasses(Protected.CLASSES)
        .addClasses(Rest.CLASSES)
        .addClasses(Room.class, Room.Handshake.class, Detours.class)
        .addAsWebInfResource(Wars.BEANS, "beans.xml")
        .addAsWebResource(
            new StringAsset(Replay.SECRET), Code.FILE.start() + "/" + Code.FILE.end());
  }

  @Test
  void what_ran_was_counted() {
    List<Outcome> outcomes = replayed(MATCH, target -> true, 2);
    assertThat(outcomes).filteredOn(outcome -> outcome.runs().size() > 1).isEmpty();
    assertThat(outcomes)
        .flatMap(Outcome::runs)
        .hasSizeGreaterThan(Targets.all().size())
        .allMatch(reply -> reply.header("X-RateLimit-Limit").equals("1"));
    assertThat(outcomes).flatMap(Outcome::replies).noneMatch(reply -> reply.status() == 500);
  }

  @Test
  void what_no_browser_sends_runs_nothing() {
    assertThat(replayed(MATCH, target -> target.form() == Form.IMPOSSIBLE, 1))
        .filteredOn(outcome -> !outcome.runs().isEmpty())
        .isEmpty();
  }

  @Test
  void with_refuse_only_plain_paths_run_anything() {
    assertThat(replayed(REFUSE, target -> target.form() != Form.PLAIN, 1))
        .filteredOn(outcome -> !outcome.runs().isEmpty())
        .isEmpty();
  }

  private static List<Outcome> replayed(String application, Predicate<Target> which, int times) {
    Replay replay = new Replay(ServerUnderTest.application(application));
    for (Target target : Targets.all()) {
      if (which.test(target)) {
        for (Code code : Code.values()) {
          replay.send(target, code, times);
        }
      }
    }
    return replay.outcomes();
  }

  @ParameterizedTest
  @EnumSource
  void with_refuse_a_plain_path_runs_once(Code code) {
    assertThat(outcome(code, REFUSE).ran()).containsExactly(true, false);
  }

  private static Outcome outcome(Code code, String application) {
    Replay replay = new Replay(ServerUnderTest.application(application));
    replay.send(new Target(Form.PLAIN, code.method() + " {app}/{a}/{b}"), code, 2);
    return replay.outcomes().get(0);
  }

  @ParameterizedTest
  @CsvSource({
    "/forward, /auth/login",
    "/forward, /auth;x=1/login",
    "/forward, /x/../auth/login",
    "/forward, //auth/./login",
    "/forward, /auth/%6cogin",
    "/forward, /admin/users",
    "/forward, /shop/order.do",
    "/forward, /mvc/invoice",
    "/forward, /files/secret.txt",
    "/forward, /rest/auth/session",
    "/async, /auth/login",
    "/async, /auth;x=1/login",
    "/async, /x/../auth/login",
    "/async, /auth/%6cogin",
    "/async, /files/secret.txt",
    "/async, /rest/auth/session",
  })
  void what_is_reached_by_a_dispatch_runs_once_at_most(String way, String to) {
    assertThat(detour(way, to).runs()).hasSizeLessThanOrEqualTo(1);
  }

  /** What led there was a request of its own, which a rule for its path counts. */
  @ParameterizedTest
  @CsvSource({"/include, /auth/login", "/named, login", "/error, of the application"})
  void includes_and_named_dispatchers_and_error_pages_do_not_count(String way, String to) {
    Outcome outcome = detour(way, to);
    assertThat(outcome.ran()).containsExactly(true, true);
    assertThat(outcome.replies()).extracting(Reply::status).doesNotContain(429);
  }

  private static Outcome detour(String way, String to) {
    Replay replay = new Replay(ServerUnderTest.application(MATCH));
    replay.get("%s?to=%s".formatted(way, to.replace("%", "%25").replace(" ", "+")), 2);
    return replay.outcomes().get(0);
  }

  /** Links with a session, ids with an encoded slash, and what careless clients add. */
  @ParameterizedTest
  @CsvSource({
    "LOGIN, GET {app}/{a}/{b};jsessionid=1",
    "LOGIN, GET {app}/{a}/{b};x=1",
    "LOGIN, GET {app}//{a}/{b}",
    "LOGIN, GET {app}/./{a}/{b}",
    "SESSION, GET {app}/{a}/{b}/",
    "SESSION, GET {app}/{a};x=1/{b}",
    "CALL, GET {app}/{a}/{b}%2fmore",
  })
  void with_match_another_spelling_works(Code code, String line) {
    Replay replay = new Replay(ServerUnderTest.application(MATCH));
    replay.send(new Target(Form.AMBIGUOUS, line), code, 2);
    assertThat(replay.outcomes().get(0).ran()).containsExactly(true, false);
  }
}
