package io.weir.internal.counting;

import java.util.List;

/**
 * Entries of buckets, blocks and known logins, in the cluster or in this JVM. Each call reads and
 * changes one entry in one atomic step.
 */
public interface Entries {

  /**
   * Takes the tokens of all requests, or of none if a bucket refuses whose request {@linkplain
   * TokenRequest#stopsOthers stops the others}. A bucket refuses if it does not have the tokens, or
   * while a block lasts. A refusal begins a block where the spec has one.
   *
   * @param requests of this entry
   * @return one result for each request, in their order
   */
  List<ConsumptionResult> take(EntryKey entry, List<TokenRequest> requests);

  /** Reads what {@link #take} of each request alone would return now, and takes nothing. */
  List<ConsumptionResult> look(EntryKey entry, List<TokenRequest> requests);

  /**
   * Corrects consumptions to what the requests cost in the end.
   *
   * <p>If a request cost less, tokens are given back, as many as the bucket could hold by now if
   * they had never been taken: a token that was refilled meanwhile is not given back as well. A
   * block that began only because of these tokens ends.
   *
   * <p>If it cost more, the rest is taken even if the bucket does not have it, and no block begins:
   *
   * <ul>
   *   <li>{@link Refill#WINDOW}, {@link Refill#SMOOTH}, {@link Refill#ALIGNED}: the bucket owes the
   *       missing tokens to each limit. It refuses until refills have paid the debt. A debt that
   *       would take longer than 292 years is not taken at all.
   *   <li>{@link Refill#STRICT}: the tokens count as taken at the time of the settlement, so they
   *       come back one period later. The bucket never owes: of more tokens than the largest limit
   *       holds, that many count.
   * </ul>
   */
  void settle(EntryKey entry, List<Settlement> settlements);
}
