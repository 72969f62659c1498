package io.weir.internal.deployment;

import java.util.List;

/**
 * What is left for one client by one line of a filter's table.
 *
 * @param line its name
 * @param key the pseudonym of the client
 * @param left what is left of each limit, in words: {@code 1 of 2, 37 s until more}
 * @param actions what an administrator can do for this client
 */
public record KeyStatus(
    String line, String key, List<String> left, List<LineStatus.Action> actions) {

  public KeyStatus {
    left = List.copyOf(left);
    actions = List.copyOf(actions);
  }
}
