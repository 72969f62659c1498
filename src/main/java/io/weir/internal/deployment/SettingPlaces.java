package io.weir.internal.deployment;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Shows administrators where settings are written. Values are not shown: some lead to secrets. */
final class SettingPlaces {

  private SettingPlaces() {}

  /** A line for each place, with the full names of the settings that are written there. */
  static StatusSection section(Stream<Map<String, String>> places) {
    Map<String, String> all = new TreeMap<>();
    // What several filters share is the same for all of them.
    places.forEach(all::putAll);
    Map<String, List<String>> byPlace =
        all.entrySet().stream()
            .collect(
                Collectors.groupingBy(
                    Map.Entry::getValue,
                    TreeMap::new,
                    Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
    List<LineStatus> lines =
        byPlace.entrySet().stream()
            .map(
                place ->
                    new LineStatus(
                        place.getKey(), String.join(", ", place.getValue()), Map.of(), List.of()))
            .toList();
    return new StatusSection("settings", () -> lines);
  }
}
