package io.weir.internal.counting;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The requests of a list that meet in one entry.
 *
 * @param places the index of each in the list
 */
record EntryRequests(EntryKey entry, List<TokenRequest> requests, List<Integer> places) {

  /** The requests of each entry, in the order of the list. */
  static List<EntryRequests> of(List<TokenRequest> requests) {
    EntryKey first = requests.get(0).entry();
    boolean one = true;
    for (TokenRequest request : requests) {
      one &= request.entry().equals(first);
    }
    if (one) { // Most requests meet the rules of one client.
      return List.of(new EntryRequests(first, requests, List.of()));
    }
    Map<EntryKey, EntryRequests> groups = new LinkedHashMap<>();
    for (int i = 0; i < requests.size(); i++) {
      EntryRequests group =
          groups.computeIfAbsent(
              requests.get(i).entry(),
              entry -> new EntryRequests(entry, new ArrayList<>(), new ArrayList<>()));
      group.requests.add(requests.get(i));
      group.places.add(i);
    }
    return List.copyOf(groups.values());
  }

  /** Puts the results of these requests where they belong in the results of the list. */
  void put(List<ConsumptionResult> results, ConsumptionResult[] all) {
    for (int i = 0; i < places.size(); i++) {
      all[places.get(i)] = results.get(i);
    }
  }
}
