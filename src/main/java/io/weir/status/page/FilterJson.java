package io.weir.status.page;

import com.fasterxml.jackson.core.JsonGenerator;
import io.weir.internal.deployment.LineStatus;
import io.weir.internal.settings.Setting;
import io.weir.status.page.ClusterCounts.Sums;
import io.weir.status.page.History.Past;
import io.weir.status.page.StatusDocument.FilterStatus;
import io.weir.status.page.StatusDocument.Snapshot;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Filters with their lines, levels, actions and counts, as JSON. */
final class FilterJson {

  private FilterJson() {}

  /** Writes a filter with its lines, also with those that only counted something. */
  static void write(JsonGenerator json, FilterStatus filter, Snapshot snapshot) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", filter.name());
    json.writeArrayFieldStart("lines");
    Map<String, LineStatus> lines = new LinkedHashMap<>();
    filter.lines().forEach(line -> lines.put(line.name(), line));
    snapshot.past().stream()
        .filter(past -> past.count().filter().equals(filter.name()))
        .map(past -> past.count().rule())
        .forEach(rule -> lines.putIfAbsent(rule, new LineStatus(rule, "", Map.of(), List.of())));
    for (LineStatus line : lines.values()) {
      json.writeStartObject();
      json.writeStringField("name", line.name());
      json.writeStringField("text", line.text());
      json.writeObjectFieldStart("facts");
      for (Map.Entry<String, String> fact : line.facts().entrySet()) {
        json.writeStringField(fact.getKey(), fact.getValue());
      }
      json.writeEndObject();
      json.writeArrayFieldStart("levels");
      for (LineStatus.Level level : line.levels()) {
        write(json, level, snapshot.levels().usedUp(snapshot.time(), line.name(), level));
      }
      json.writeEndArray();
      write(json, line.actions());
      json.writeArrayFieldStart("counts");
      for (Past past : snapshot.past()) {
        if (past.count().filter().equals(filter.name())
            && past.count().rule().equals(line.name())) {
          write(json, past, Optional.ofNullable(snapshot.others().get(ClusterCounts.key(past))));
        }
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, LineStatus.Level level, Optional<Instant> usedUp)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", level.name());
    json.writeNumberField("percent", level.percent());
    json.writeStringField("words", level.words());
    json.writeStringField("reset", level.reset().map(Instant::toString).orElse(""));
    json.writeStringField("spent-by", usedUp.map(Instant::toString).orElse(""));
    json.writeEndObject();
  }

  /** Writes what can be done. */
  static void write(JsonGenerator json, List<LineStatus.Action> actions) throws IOException {
    json.writeArrayFieldStart("actions");
    for (LineStatus.Action action : actions) {
      json.writeStartObject();
      json.writeStringField("name", action.name());
      json.writeStringField("words", action.words());
      json.writeStringField("asks", action.asks());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, Past past, Optional<Sums> others)
      throws IOException {
    Sums more = others.orElse(new Sums(0, 0, 0));
    json.writeStartObject();
    json.writeStringField("verdict", Setting.word(past.count().verdict()));
    json.writeNumberField("minute", past.minute() + more.minute());
    json.writeNumberField("hour", past.hour() + more.hour());
    json.writeNumberField("day", past.day() + more.day());
    json.writeArrayFieldStart("minutes");
    for (long minute : past.minutes()) {
      json.writeNumber(minute);
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
