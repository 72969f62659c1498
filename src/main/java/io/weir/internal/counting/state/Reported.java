package io.weir.internal.counting.state;

import java.util.List;

/**
 * What one node reports under a name.
 *
 * @param id tells one node from another; it changes when a node starts anew
 * @param node its address, for administrators
 * @param own whether it is this node
 * @param texts at least one
 */
public record Reported(String id, String node, boolean own, List<String> texts) {

  public Reported {
    texts = List.copyOf(texts);
  }
}
