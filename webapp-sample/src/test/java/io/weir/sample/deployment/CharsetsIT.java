package io.weir.sample.deployment;

import static io.weir.sample.deployment.WebXml.contextParam;
import static io.weir.sample.deployment.WebXml.initParam;
import static io.weir.sample.deployment.WebXml.limits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Forms in a charset that a descriptor of the application names, and no header of the request. In
 * ISO-2022-JP one name can be written in any number of ways.
 */
@ExtendWith(ArquillianExtension.class)
class CharsetsIT {

  private static final String FORM = "application/x-www-form-urlencoded";

  private static final String CHARSET = "ISO-2022-JP";

  /** The octets of the escape sequence that switches to ASCII, in which the text is already. */
  private static final String NOTHING = "%1B(B";

  private static final List<String> SPELLINGS =
      List.of("alice", NOTHING + "alice", "a" + NOTHING + "lice", NOTHING + NOTHING + "alice");

  @Deployment(name = "charset-web", testable = false)
  static WebArchive inWebXml() {
    return war(
        "charset-web",
        "<request-character-encoding>%s</request-character-encoding>".formatted(CHARSET));
  }

  @Deployment(name = "charset-server", testable = false)
  static WebArchive inDescriptorOfTheServer() {
    return war("charset-server", "")
        .addAsWebInfResource(
            new StringAsset(
                "<jboss-web><default-encoding>%s</default-encoding></jboss-web>"
                    .formatted(CHARSET)),
            "jboss-web.xml")
        .addAsWebInfResource(
            new StringAsset(
                "<glassfish-web-app><parameter-encoding default-charset=\"%s\"/></glassfish-web-app>"
                    .formatted(CHARSET)),
            "glassfish-web.xml");
  }

  /** On Payara a field of the form may name the charset of the form. */
  @Deployment(name = "charset-hint", testable = false)
  static WebArchive inField() {
    return war("charset-hint", "")
        .addAsWebInfResource(
            new StringAsset(
                "<glassfish-web-app><parameter-encoding form-hint-field=\"hint\"/></glassfish-web-app>"),
            "glassfish-web.xml");
  }

  private static WebArchive war(String name, String more) {
    return Wars.withWeir(
            name,
            WebXml.of(
                contextParam("weir.cluster", "none"),
                limits(
                    initParam(
                        "rules",
                        """
                        all:   /counted/**  1000/minute  per param:user
                        form:  /login       2/minute     per param:user
                        """)),
                more))
        .addClasses(ReadingServlet.class, LoginServlet.class);
  }

  private static Answer post(Client client, String path, String body) {
    return client.saying("Content-Type", FORM).send("POST", path, body);
  }

  @ParameterizedTest
  @ValueSource(strings = {"charset-web", "charset-server"})
  void a_name_counts_however_it_is_written_in_the_charset_of_a_descriptor(String application) {
    assumeFalse(
        application.equals("charset-web") && ServerUnderTest.find().isWildFly26(),
        "WildFly 26 reads forms as if <request-character-encoding> were not there");
    Client client = Client.of(application);
    assertThat(post(Client.of(application), "/login", "user=" + SPELLINGS.get(1)).body())
        .isEqualTo("alice");
    assertThat(statuses(client, SPELLINGS.stream().map(name -> "user=" + name)))
        .containsExactly(200, 200, 429, 429);
  }

  @ParameterizedTest
  @ValueSource(strings = {"charset-web", "charset-server", "charset-hint"})
  void the_application_reads_a_form_as_without_Weir(String application) {
    for (String body :
        List.of(
            "user=%1B$B@V%1B(B",
            "user=alice&text=%E4",
            "user=%1B(Balice&hint=ISO-2022-JP",
            "hint=ISO-8859-1&user=%E4",
            "hint=UTF-8&user=%C3%A4")) {
      for (String query : List.of("", "?hint=ISO-8859-1")) {
        assertThat(post(Client.of(application), "/counted/parameters" + query, body).body())
            .as(body + query)
            .isEqualTo(post(Client.of(application), "/plain/parameters" + query, body).body());
      }
    }
  }

  @Test
  void a_name_counts_however_it_is_written_in_the_charset_that_a_field_names() {
    assumeTrue(!ServerUnderTest.find().isWildFly());
    Client client = Client.of("charset-hint");
    assertThat(
            statuses(client, SPELLINGS.stream().map(name -> "hint=" + CHARSET + "&user=" + name)))
        .containsExactly(200, 200, 429, 429);
  }

  /** Payara takes the hint of a POST from its body only. */
  @Test
  void a_hint_in_the_query_makes_no_other_name() {
    assumeTrue(!ServerUnderTest.find().isWildFly());
    Client client = Client.of("charset-hint");
    List<String> read = new ArrayList<>();
    for (String name : SPELLINGS) {
      Answer answer = post(client, "/login?hint=" + CHARSET, "user=" + name);
      read.add(answer.status() == 200 ? answer.body() : "refused");
    }
    assertThat(Collections.frequency(read, "alice")).as("%s", read).isLessThanOrEqualTo(2);
  }

  private static List<Integer> statuses(Client client, Stream<String> bodies) {
    return bodies.map(body -> post(client, "/login", body).status()).toList();
  }
}
