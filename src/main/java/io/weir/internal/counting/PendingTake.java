package io.weir.internal.counting;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of one entry that the cluster was asked for.
 *
 * <pre>
 *   ask ─┬─→ confirm                    the answer came in time
 *        └─→ decide ─┬─→ correct        it did not, and came late
 *                    └─→                the question never left this node
 * </pre>
 */
public interface PendingTake {

  /**
   * The answer came in time. If the cluster granted tokens that this node gave to another request
   * meanwhile, the request is refused and its tokens go back.
   *
   * @return the results for the client
   */
  List<ConsumptionResult> confirm(List<ConsumptionResult> answer);

  /**
   * The answer did not come in time: this node decides, each request by its {@link
   * WhenClusterFails}. What it grants is covered by what the cluster left, without the tokens of
   * requests that still wait.
   *
   * @param busy whether the question did not leave this node in time, because others were before
   *     it. That says nothing about the cluster, so all requests are counted: a client that floods
   *     must not choose when its requests are not counted
   * @param lost whether the cluster will never answer, because it was not asked
   */
  List<ConsumptionResult> decide(boolean busy, boolean lost);

  /**
   * The answer came after this node had decided. Where the cluster took more or less than this node
   * granted, a {@link Mirror#correction} follows.
   *
   * @param answer null if the question failed, and nobody knows whether tokens were taken
   */
  void correct(@Nullable List<ConsumptionResult> answer);
}
