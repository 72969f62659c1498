package io.weir;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.secrets.CapturedLog;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where nobody else is named, this JVM counts alone, and says so. */
class CountingAloneTest {

  private static final String OTHERS =
      "WEIR-050: this JVM counts alone, although %s; name all nodes in weir.cluster.members, or set weir.cluster to none if no other node serves the application";
  private static final String DISTRIBUTABLE = "web.xml contains <distributable/>";

  @TempDir private Path folder;

  private final CapturedLog log = CapturedLog.of("io.weir.ratelimit");

  @AfterEach
  void stop() {
    log.close();
    System.clearProperty("weir.cluster.port");
  }

  /** A channel of JGroups as WildFly shows it. */
  public record Channel(String view) implements ChannelMBean {
    @Override
    public String getview() {
      return view;
    }
  }

  /** What a server shows of a channel. */
  public interface ChannelMBean {
    /** The members. */
    String getview();
  }

  private List<String> logged(String... parameters) throws Exception {
    EmbeddedServer server =
        new EmbeddedServer(folder).parameter("weir.rate-limit.rules", "all: /** 9/minute");
    for (int i = 0; i < parameters.length; i += 2) {
      server.parameter(parameters[i], parameters[i + 1]);
    }
    try (server) {
      server.start();
      assertThat(Thread.getAllStackTraces().keySet())
          .extracting(Thread::getName)
          .noneMatch(name -> name.startsWith("hz."));
      return log.lines();
    }
  }

  private void distributable() throws Exception {
    Path webInf = Files.createDirectories(folder.resolve("app/WEB-INF"));
    Files.writeString(webInf.resolve("web.xml"), "<web-app><distributable/></web-app>");
  }

  @Test
  void a_single_node_starts_no_member() throws Exception {
    assertThat(logged())
        .singleElement()
        .asString()
        .startsWith(
            "RateLimitFilter with scope /app has 1 rule (ENFORCE), counted in this JVM alone:\n");
  }

  @Test
  void a_distributable_application_is_warned_of() throws Exception {
    distributable();
    assertThat(logged())
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo(OTHERS.formatted(DISTRIBUTABLE)),
            line ->
                assertThat(line)
                    .contains("counted in this JVM alone, although %s:".formatted(DISTRIBUTABLE)));
  }

  @Test
  void who_chose_to_count_alone_is_not_warned() throws Exception {
    distributable();
    System.setProperty("weir.cluster.port", "5711");
    assertThat(logged("weir.cluster", "none"))
        .singleElement()
        .asString()
        .contains("counted in this JVM alone:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "[n1(v=16.0.5)|1] (2) [n1(v=16.0.5), n2(v=16.0.5)]; true",
        "[a|12] (11) [a, b, c, d, e, f, g, h, i, j, k]; true",
        "[n1|0] (1) [n1]; false",
        "null; false"
      })
  void a_channel_with_other_members_is_warned_of(String view, boolean warned) throws Exception {
    ObjectName name = new ObjectName("jboss.as:subsystem=jgroups,channel=ee");
    ManagementFactory.getPlatformMBeanServer().registerMBean(new Channel(view), name);
    try {
      List<String> lines = logged();
      assertThat(lines.stream().anyMatch(line -> line.startsWith("WEIR-050"))).isEqualTo(warned);
      assertThat(lines.get(lines.size() - 1).contains("although JGroups channel ee has "))
          .isEqualTo(warned);
    } finally {
      ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
    }
  }

  @Test
  void a_setting_of_a_member_outside_the_application_is_warned_of() throws Exception {
    System.setProperty("weir.cluster.port", "5711");
    assertThat(logged())
        .contains(
            "WEIR-051: weir.cluster.port has no effect without weir.cluster.members or weir.cluster.config: this JVM counts alone");
  }
}
