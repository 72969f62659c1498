package io.weir.status.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.weir.internal.deployment.KeyStatus;
import io.weir.internal.deployment.LineStatus;
import io.weir.internal.events.Refusal;
import io.weir.status.page.ClusterCounts.Sums;
import io.weir.status.page.History.Past;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What the page shows, as JSON. */
final class StatusDocument {

  private static final JsonFactory JSON = new JsonFactory();

  private StatusDocument() {}

  /** Writes one object. */
  @FunctionalInterface
  private interface Content {
    void write(JsonGenerator json) throws IOException;
  }

  /**
   * One filter with its lines.
   *
   * @param name in settings
   * @param lines as they stand now
   */
  record FilterStatus(String name, List<LineStatus> lines) {}

  /**
   * All that the page shows.
   *
   * @param token which actions must name, so that no other site can act
   * @param application its context path
   * @param banners what must not be overlooked
   * @param nodes the names of all nodes
   * @param filters in the order in which a request meets them
   * @param levels what was used of budgets before
   * @param past of each rule and verdict on this node
   * @param others the same of the other nodes
   * @param blocks who is blocked
   * @param busiest who was refused most
   * @param refusals the last ones on this node, the newest first
   */
  record Snapshot(
      Instant time,
      String token,
      String application,
      List<String> banners,
      List<String> nodes,
      List<FilterStatus> filters,
      LevelHistory levels,
      List<Past> past,
      Map<String, Sums> others,
      List<ClientStatus> blocks,
      List<ClientStatus> busiest,
      List<RefusalStatus> refusals) {}

  /**
   * A client that is blocked or was refused often.
   *
   * @param refused how often; 0 for a block
   * @param until the end of a block
   * @param actions what can be done for it
   */
  record ClientStatus(
      RefusedKeys.Client client, long refused, Instant until, List<LineStatus.Action> actions) {}

  /**
   * A refusal.
   *
   * @param actions what can be done for its client
   */
  record RefusalStatus(Refusal refusal, List<LineStatus.Action> actions) {}

  static String of(Snapshot snapshot) {
    return object(
        json -> {
          json.writeStringField("time", snapshot.time().toString());
          json.writeStringField("token", snapshot.token());
          json.writeStringField("application", snapshot.application());
          strings(json, "banners", snapshot.banners());
          strings(json, "nodes", snapshot.nodes());
          json.writeArrayFieldStart("filters");
          for (FilterStatus filter : snapshot.filters()) {
            FilterJson.write(json, filter, snapshot);
          }
          json.writeEndArray();
          json.writeArrayFieldStart("blocks");
          for (ClientStatus block : snapshot.blocks()) {
            write(json, block, each -> each.writeStringField("until", block.until().toString()));
          }
          json.writeEndArray();
          json.writeArrayFieldStart("busiest");
          for (ClientStatus busy : snapshot.busiest()) {
            write(json, busy, each -> each.writeNumberField("refused", busy.refused()));
          }
          json.writeEndArray();
          json.writeArrayFieldStart("refusals");
          for (RefusalStatus refusal : snapshot.refusals()) {
            json.writeStartObject();
            write(json, refusal.refusal());
            FilterJson.write(json, refusal.actions());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  /** What is known of a refusal. */
  static String of(Refusal refusal) {
    return object(json -> write(json, refusal));
  }

  /** What is left for a client. */
  static String of(String text, Map<String, List<KeyStatus>> byFilter) {
    return object(
        json -> {
          json.writeStringField("text", text);
          json.writeArrayFieldStart("keys");
          for (Map.Entry<String, List<KeyStatus>> filter : byFilter.entrySet()) {
            for (KeyStatus key : filter.getValue()) {
              json.writeStartObject();
              json.writeStringField("filter", filter.getKey());
              json.writeStringField("line", key.line());
              json.writeStringField("key", key.key());
              strings(json, "left", key.left());
              FilterJson.write(json, key.actions());
              json.writeEndObject();
            }
          }
          json.writeEndArray();
        });
  }

  /** A sentence for the administrator. */
  static String said(String sentence) {
    return object(json -> json.writeStringField("said", sentence));
  }

  private static void write(JsonGenerator json, ClientStatus client, Content more)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("filter", client.client().filter());
    json.writeStringField("rule", client.client().rule());
    json.writeStringField("key", client.client().key());
    more.write(json);
    FilterJson.write(json, client.actions());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Refusal refusal) throws IOException {
    json.writeStringField("id", refusal.id().toString());
    json.writeStringField("time", refusal.time().toString());
    json.writeStringField("filter", refusal.subject().filter());
    json.writeStringField("rule", refusal.subject().rule());
    json.writeStringField("key", refusal.subject().key());
    json.writeNumberField("status", refusal.status());
    json.writeStringField("line", refusal.line());
    json.writeStringField("left", refusal.left());
    if (refusal.until().equals(Instant.MAX)) {
      json.writeNullField("until");
    } else {
      json.writeStringField("until", refusal.until().toString());
    }
  }

  private static void strings(JsonGenerator json, String name, List<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  private static String object(Content content) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      content.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
