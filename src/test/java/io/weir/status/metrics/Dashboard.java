package io.weir.status.metrics;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a test asks of a dashboard for Grafana.
 *
 * @param uid by which Grafana knows it
 */
public record Dashboard(String uid, List<Panel> panels) {

  /** Copies the list. */
  public Dashboard {
    panels = List.copyOf(panels);
  }

  /** A panel and what it asks Prometheus. */
  public record Panel(int id, String type, int left, int width, List<String> expressions) {

    /** Copies the list. */
    public Panel {
      expressions = List.copyOf(expressions);
    }

    private static Panel of(Map<?, ?> panel) {
      Map<?, ?> place = (Map<?, ?>) member(panel, "gridPos");
      return new Panel(
          (Integer) member(panel, "id"),
          (String) member(panel, "type"),
          (Integer) member(place, "x"),
          (Integer) member(place, "w"),
          ((List<?>) member(panel, "targets"))
              .stream().map(target -> (String) member((Map<?, ?>) target, "expr")).toList());
    }
  }

  /** Reads a file; fails if it is no JSON, or lacks what every dashboard has. */
  public static Dashboard read(Path file) throws IOException {
    Map<String, Object> board = JSON.std.mapFrom(Files.readString(file));
    return new Dashboard(
        (String) member(board, "uid"),
        ((List<?>) member(board, "panels"))
            .stream().map(panel -> Panel.of((Map<?, ?>) panel)).toList());
  }

  private static Object member(Map<?, ?> object, String name) {
    Object value = object.get(name);
    if (value == null) {
      throw new IllegalArgumentException("%s is missing in %s".formatted(name, object));
    }
    return value;
  }
}
