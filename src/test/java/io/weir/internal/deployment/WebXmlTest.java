package io.weir.internal.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Filters are in the order in which a client's request meets them. */
class WebXmlTest {

  private static String mapping(String filter, String pattern, String dispatchers) {
    StringBuilder elements = new StringBuilder();
    for (String dispatcher : dispatchers.split("[+]")) {
      elements.append(
          dispatcher.isEmpty() ? "" : "<dispatcher>%s</dispatcher>".formatted(dispatcher));
    }
    return "<filter-mapping><filter-name>%s</filter-name><url-pattern>%s</url-pattern>%s</filter-mapping>"
        .formatted(filter, pattern, elements);
  }

  private static int placeOf(String filter, String... mappings) throws Exception {
    String text = "<web-app>%s</web-app>".formatted(String.join("", mappings));
    return WebXml.parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
        .placeOf(filter, "/*");
  }

  @ParameterizedTest
  @CsvSource(
      emptyValue = "",
      value = {
        "/*, REQUEST, 0",
        "/*, ERROR+REQUEST, 0",
        "/*, '', 0",
        "/*, ERROR, 2",
        "/*, FORWARD+ASYNC, 2",
        "/api/*, REQUEST, 2",
      })
  void aMappingThatRequestsDoNotGoThroughIsNoPlace(String pattern, String dispatchers, int place)
      throws Exception {
    assertThat(
            placeOf(
                "cors",
                mapping("cors", pattern, dispatchers),
                mapping("limits", "/*", "REQUEST"),
                mapping("cors", "/*", "REQUEST")))
        .isEqualTo(place);
  }

  @ParameterizedTest
  @CsvSource({"/api/*, REQUEST", "/*, ERROR"})
  void a_filter_that_requests_do_not_meet_has_no_place(String pattern, String dispatcher)
      throws Exception {
    assertThat(placeOf("cors", mapping("cors", pattern, dispatcher))).isEqualTo(-1);
  }
}
