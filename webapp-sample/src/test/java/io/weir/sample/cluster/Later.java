package io.weir.sample.cluster;

import io.weir.sample.servers.Node;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What a node logs from now on.
 *
 * @param start the place in its log
 */
record Later(Node node, int start) {

  private static final Pattern WARNING = Pattern.compile("WEIR-00[12]");

  static Later on(Node node) {
    return new Later(node, node.logText().length());
  }

  String text() {
    return node.logText().substring(start);
  }

  /** The cluster lost, the cluster back: by their ids, in the order of the log. */
  List<String> warnings() {
    return WARNING.matcher(text()).results().map(MatchResult::group).toList();
  }
}
