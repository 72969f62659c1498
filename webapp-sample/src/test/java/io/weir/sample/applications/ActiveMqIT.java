package io.weir.sample.applications;

import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.Filters;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;

/** ActiveMQ's demo: messages by POST, and browsers that wait for them in asynchronous requests. */
@ExtendWith(ArquillianExtension.class)
class ActiveMqIT implements SamePages {

  @Deployment(name = "activemq-0", managed = false, testable = false)
  static WebArchive alone() {
    return demo("activemq-0");
  }

  @Deployment(name = "activemq-1", testable = false)
  static WebArchive withWeir() {
    return Applications.protect(demo("activemq-1"), "");
  }

  private static WebArchive demo(String name) {
    WebArchive war =
        Applications.published(name, "activemq-web-demo.war")
            // Or Payara does not start Jakarta Faces, for which it finds classes of Spring.
            .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml")
            // ActiveMQ has these where the demo is at home.
            .addAsLibraries(
                Applications.published("activemq-broker.jar"),
                Applications.published("activemq-client.jar"),
                Applications.published("activemq-jms-pool.jar"),
                Applications.published("activemq-openwire-legacy.jar"),
                Applications.published("activemq-pool.jar"),
                Applications.published("activemq-web.jar"));
    // WebSockets for Jetty alone, which stop other servers.
    war.getContent(Filters.include("/WEB-INF/lib/websocket-.*")).keySet().forEach(war::delete);
    return Applications.edit(
        war,
        "<!-- filters -->",
        "<context-param><param-name>org.apache.activemq.brokerURL</param-name>"
            + "<param-value>vm://%s?broker.persistent=false&amp;broker.useJmx=false</param-value>"
                .formatted(name)
            + "</context-param>");
  }

  @Override
  public String application() {
    return "activemq";
  }

  @Override
  public List<Page> pages() {
    return List.of(
        Page.get("/"),
        Page.head("/index.html"),
        Page.get("/style.css"),
        Page.get("/style.css").with("If-None-Match", Page.ETAG),
        Page.get("/js/amq.js").with("Accept-Encoding", "gzip"),
        Page.get("/js/amq.js").with("Range", "bytes=0-99"),
        Page.get("/nowhere"),
        Page.post("/message/orders?type=queue", "body=first"),
        Page.post("/message/orders?type=queue", "body=J%C3%BCrgen&size=2"),
        Page.get("/message/orders?type=queue&clientId=one&readTimeout=5000"),
        Page.get("/message/orders?type=queue&clientId=one&readTimeout=5000"),
        Page.get("/message/orders?type=queue&clientId=one&readTimeout=200"),
        new Page(
            "DELETE", "/message/orders?type=queue&clientId=one&readTimeout=200", List.of(), ""),
        Page.post("/amq?clientId=two", "destination=queue%3A%2F%2Fchat&message=me&type=listen"),
        Page.post("/amq?clientId=two", "destination=queue%3A%2F%2Fchat&message=hello&type=send"),
        Page.get("/amq?timeout=5000&d=1&r=1&clientId=two"),
        Page.get("/amq?timeout=200&d=1&r=1&clientId=two"),
        Page.get("/message"),
        Page.get("/queueBrowse/orders"),
        Page.get("/portfolioPublish?count=1&refresh=1&stocks=IBM"));
  }

  @Override
  public List<String> varying() {
    return List.of("ID:[-:.\\w]+");
  }
}
