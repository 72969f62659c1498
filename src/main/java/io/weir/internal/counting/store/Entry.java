package io.weir.internal.counting.store;

import io.weir.internal.counting.Block;
import io.weir.internal.counting.Consumption;
import io.weir.internal.counting.ConsumptionResult;
import io.weir.internal.counting.ConsumptionResult.Outcome;
import io.weir.internal.counting.LimitState;
import io.weir.internal.counting.RetentionClass;
import io.weir.internal.counting.Settlement;
import io.weir.internal.counting.TokenRequest;
import io.weir.internal.counting.WhenClusterFails;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The buckets of one client, their blocks, and the logins that are known there. It is the same in
 * this JVM, where it stays as it is, and in the cluster, where it is read from bytes and written
 * back. Not safe for use by several threads.
 *
 * <pre>
 *   format                                            1 byte
 *   time of the last change                           8
 *   number of buckets                                 1
 *     id                                              8   of the rule
 *     refill, and whether there is a block            1
 *     limits: number, and tokens and seconds of each  about 4
 *     of each limit: refilled at, tokens, rounding    about 10; a strict limit has a log of times
 *     the last block: until, doublings, forgotten at  17, if there was one
 *   number of logins                                  1
 *     login, time                                     16
 * </pre>
 *
 * Buckets that this node does not know (another node has other rules) are kept until they are full.
 */
public final class Entry implements EntryTable.Evictable {

  /** The number of this format, and of all that travels between nodes. */
  public static final int FORMAT = 1;

  /** How far in the future a time may be. */
  static final long BELIEVED = RetentionClass.SLACK.toNanos();

  /** An entry that lacks a greater share of its tokens is not forgotten. */
  public static final double MOST_LOST = 0.5;

  /** Low: a limit may refuse a login that was forgotten, but does not admit more than it should. */
  private static final double WEIGHT_OF_LOGIN = 0.5;

  /**
   * More than rules of one client. The spellings of one user name have a bucket each; of too many,
   * the fullest is forgotten.
   */
  private static final int MOST_BUCKETS = 256;

  private static final EntryBucket[] NONE = {};

  /** An array, because there are many entries of few buckets. */
  private EntryBucket[] buckets = NONE;

  private KnownLogins logins = KnownLogins.NONE;
  private long changedAt;

  /** An entry without buckets. */
  public Entry() {}

  /** An entry that was {@linkplain #write written}. */
  public static Entry read(ByteReader in) {
    checkFormat(in.octet());
    Entry entry = new Entry();
    entry.changedAt = in.fixed();
    entry.buckets = new EntryBucket[(int) in.count()];
    for (int i = 0; i < entry.buckets.length; i++) {
      entry.buckets[i] = EntryBucket.read(in);
    }
    entry.logins = KnownLogins.read(in);
    return entry;
  }

  /** Refuses what a node of another version has sent or stored. */
  public static void checkFormat(int format) {
    if (format != FORMAT) {
      throw new IllegalStateException(
          "a node of the cluster runs another version of Weir, which counts in format %s instead of %s; stop all nodes, and start them with one version"
              .formatted(format, FORMAT));
    }
  }

  /** Writes the entry, without what nobody needs any more. */
  public void write(ByteWriter out) {
    out.octet(FORMAT).fixed(changedAt).count(buckets.length);
    for (EntryBucket bucket : buckets) {
      bucket.write(out);
    }
    logins.write(out);
  }

  /**
   * Takes the tokens of all requests or of none.
   *
   * @param now in nanoseconds of Unix time
   * @return what each bucket decided; the {@link #results} have the details
   */
  public Answer take(List<TokenRequest> requests, long now) {
    boolean changed = corrects(now);
    EntryBucket[] asked = buckets(requests, now);
    Outcome[] outcomes = new Outcome[asked.length];
    boolean stopped = false;
    for (int i = 0; i < asked.length; i++) {
      TokenRequest request = requests.get(i);
      long blocked = asked[i].blocked(request.spec(), now);
      long tokens = request.tokens() + before(i, asked, requests);
      outcomes[i] =
          blocked == 0 && asked[i].has(tokens, now) ? Outcome.GRANTED : refused(request, now);
      if (outcomes[i] != Outcome.GRANTED && blocked == 0 && !stopped) {
        changed |= begin(request, asked[i], now);
      }
      stopped |= request.stopsOthers() && outcomes[i] == Outcome.REFUSED;
    }
    for (int i = 0; i < asked.length && !stopped; i++) {
      if (outcomes[i] == Outcome.GRANTED) {
        asked[i].take(requests.get(i).tokens(), now);
        changed = true;
      }
    }
    noteChange(changed, asked.length, now);
    return new Answer(outcomes, !stopped, changed, now);
  }

  /** Reads what {@link #take} of each request alone would decide, and takes nothing. */
  public Answer look(List<TokenRequest> requests, long now) {
    boolean changed = corrects(now);
    EntryBucket[] asked = buckets(requests, now);
    Outcome[] outcomes = new Outcome[asked.length];
    for (int i = 0; i < asked.length; i++) {
      TokenRequest request = requests.get(i);
      outcomes[i] =
          asked[i].blocked(request.spec(), now) == 0 && asked[i].has(request.tokens(), now)
              ? Outcome.GRANTED
              : refused(request, now);
    }
    return new Answer(outcomes, false, changed, now);
  }

  /**
   * What was decided.
   *
   * @param taken whether the tokens of the granted requests were taken
   * @param changed whether the entry must be stored
   * @param now when, in nanoseconds of Unix time
   */
  @SuppressWarnings("ArrayRecordComponent") // Answers are not compared.
  public record Answer(Outcome[] outcomes, boolean taken, boolean changed, long now) {}

  /** The results of an answer, from the entry as the answer left it. */
  public List<ConsumptionResult> results(
      List<TokenRequest> requests, Answer answer, Consumption.Place place) {
    List<ConsumptionResult> results = new ArrayList<>(requests.size());
    for (int i = 0; i < requests.size(); i++) {
      TokenRequest request = requests.get(i);
      Outcome outcome = answer.outcomes()[i];
      EntryBucket bucket = bucket(request, answer.now());
      boolean granted = outcome == Outcome.GRANTED;
      List<LimitState> states =
          bucket.states(request.spec(), request.tokens(), granted, answer.now());
      boolean taken = answer.taken() && outcome != Outcome.REFUSED;
      results.add(
          new ConsumptionResult(
              outcome,
              states,
              taken ? consumption(request, bucket, granted, answer.now(), place) : null));
    }
    return results;
  }

  private static Consumption consumption(
      TokenRequest request,
      EntryBucket bucket,
      boolean granted,
      long now,
      Consumption.Place place) {
    return new Consumption(
        place,
        request.entry(),
        request.bucket(),
        request.spec(),
        granted ? request.tokens() : 0,
        UnixNanos.instant(granted ? bucket.takenAt(now) : now),
        granted ? bucket.levels() : List.of());
  }

  private EntryBucket[] buckets(List<TokenRequest> requests, long now) {
    EntryBucket[] found = new EntryBucket[requests.size()];
    for (int i = 0; i < found.length; i++) {
      found[i] = bucket(requests.get(i), now);
    }
    return found;
  }

  /** What earlier requests of the list want of the same bucket. */
  private static long before(int request, EntryBucket[] asked, List<TokenRequest> requests) {
    long tokens = 0;
    for (int i = 0; i < request; i++) {
      tokens += asked[i] == asked[request] ? requests.get(i).tokens() : 0;
    }
    return tokens;
  }

  private Outcome refused(TokenRequest request, long now) {
    return logins.has(request.knownLogin(), now) ? Outcome.SPARED : Outcome.REFUSED;
  }

  /** Begins a block where the spec has one. */
  private static boolean begin(TokenRequest request, EntryBucket bucket, long now) {
    Block block = request.spec().block().orElse(null);
    if (block != null) {
      bucket.block(block, request.tokens(), now);
    }
    return block != null;
  }

  /** The bucket of a request; a full one if there is none. */
  private EntryBucket bucket(TokenRequest request, long now) {
    for (int i = 0; i < buckets.length; i++) {
      EntryBucket bucket = buckets[i];
      if (bucket.id() == request.bucket()) {
        if (bucket.is(request.spec(), now)) {
          return bucket;
        }
        EntryBucket fresh = EntryBucket.of(request.bucket(), request.spec(), now);
        buckets[i] = fresh;
        return fresh;
      }
    }
    EntryBucket fresh = EntryBucket.of(request.bucket(), request.spec(), now);
    if (buckets.length >= MOST_BUCKETS) {
      EntryBucket fullest =
          Stream.of(buckets).min(Comparator.comparing(one -> one.weight(now))).orElseThrow();
      removeIf(bucket -> bucket == fullest);
    }
    add(fresh);
    return fresh;
  }

  private @Nullable EntryBucket known(Consumption consumption, long now) {
    for (EntryBucket bucket : buckets) {
      if (bucket.id() == consumption.bucket()) {
        return bucket.is(consumption.spec(), now) ? bucket : null;
      }
    }
    return null;
  }

  /**
   * Corrects consumptions.
   *
   * @return whether the entry must be stored
   */
  public boolean settle(List<Settlement> settlements, long now) {
    boolean changed = corrects(now);
    for (Settlement settlement : settlements) {
      changed |= settle(settlement, now);
    }
    noteChange(changed, settlements.size(), now);
    return changed;
  }

  private boolean settle(Settlement settlement, long now) {
    Consumption consumption = settlement.consumption();
    Consumption spelling = settlement.spelling();
    boolean changed =
        spelling != null
            ? forget(consumption, spelling, now)
            : settlement.forgetsBucket()
                ? remove(consumption)
                : settle(consumption, settlement.tokens(), now);
    if (settlement.knownLogin() != TokenRequest.NO_LOGIN) {
      logins = logins.with(settlement.knownLogin(), now);
      return true;
    }
    return changed;
  }

  private boolean settle(Consumption consumption, long tokens, long now) {
    long returned = consumption.tokens() - tokens;
    EntryBucket bucket = known(consumption, now);
    if (returned < 0) {
      TokenRequest request =
          new TokenRequest(
              consumption.entry(),
              consumption.bucket(),
              consumption.spec(),
              -returned,
              WhenClusterFails.LOCAL,
              TokenRequest.NO_LOGIN,
              true);
      bucket(request, now).charge(-returned, now);
      return true;
    }
    // A bucket that is gone stands for a full one.
    if (returned == 0 || bucket == null || !bucket.refund(returned, consumption, now)) {
      return false;
    }
    bucket.liftIfUnjust(consumption, now);
    return true;
  }

  /**
   * Forgets what one spelling of a name took: of its own bucket everything, of the bucket of all
   * spellings everything if no other spelling took from it.
   */
  private boolean forget(Consumption consumption, Consumption spelling, long now) {
    EntryBucket all = known(consumption, now);
    EntryBucket own = known(spelling, now);
    refill(all, now);
    refill(own, now);
    boolean onlyOwn = true;
    long taken = Long.MAX_VALUE;
    for (int i = 0; i < spelling.spec().limits().size(); i++) {
      long most = spelling.spec().limits().get(i).tokens();
      long left = own == null ? most : own.state(i, 1, true, now).left();
      onlyOwn &= all == null || left(all, consumption, i, now) >= left;
      taken = Math.min(taken, most - left);
    }
    boolean changed =
        onlyOwn
            ? remove(consumption)
            : settle(
                new Consumption(
                    consumption.place(),
                    consumption.entry(),
                    consumption.bucket(),
                    consumption.spec(),
                    Math.max(consumption.tokens(), taken),
                    consumption.taken(),
                    consumption.levels()),
                0,
                now);
    return remove(spelling) || changed;
  }

  private static void refill(@Nullable EntryBucket bucket, long now) {
    if (bucket != null) {
      bucket.refill(now);
    }
  }

  private static long left(EntryBucket bucket, Consumption consumption, int limit, long now) {
    return bucket.blocked(consumption.spec(), now) > 0
        ? 0
        : bucket.state(limit, 1, true, now).left();
  }

  private void add(EntryBucket bucket) {
    buckets = Arrays.copyOf(buckets, buckets.length + 1);
    buckets[buckets.length - 1] = bucket;
  }

  private boolean removeIf(Predicate<EntryBucket> unwanted) {
    EntryBucket[] left = Stream.of(buckets).filter(unwanted.negate()).toArray(EntryBucket[]::new);
    boolean removed = left.length < buckets.length;
    buckets = left;
    return removed;
  }

  private boolean remove(Consumption consumption) {
    return removeIf(bucket -> bucket.id() == consumption.bucket());
  }

  /**
   * Sets all times right if the entry was changed far in the future: then the clock of this node
   * was set back, or that of another, which kept the entry, is fast. What was left to wait then is
   * left to wait now; a login of that time is not known.
   *
   * @return whether there were any
   */
  private boolean corrects(long now) {
    long ahead = changedAt - now;
    if (ahead <= BELIEVED) {
      return false;
    }
    for (EntryBucket bucket : buckets) {
      bucket.shiftAll(ahead);
    }
    logins = logins.at(now);
    changedAt = now;
    return true;
  }

  /** Notes the time of a change, and forgets what nobody asks any more. */
  private void noteChange(boolean changed, int asked, long now) {
    if (!changed) {
      return;
    }
    changedAt = Math.max(changedAt, now);
    if (buckets.length > asked) {
      removeIf(bucket -> bucket.over() < now);
    }
    logins = logins.at(now);
  }

  /** Adds what another entry of the same client knows: of each bucket, the emptier one is kept. */
  public void merge(Entry other, long now) {
    for (EntryBucket bucket : other.buckets) {
      EntryBucket own =
          Stream.of(buckets).filter(one -> one.id() == bucket.id()).findFirst().orElse(null);
      if (own == null || bucket.weight(now) > own.weight(now)) {
        removeIf(one -> one == own);
        add(bucket);
      }
    }
    logins = logins.with(other.logins);
    changedAt = Math.max(changedAt, other.changedAt);
  }

  /** Whether nothing is lost if the entry is forgotten. */
  public boolean isEmpty() {
    return buckets.length == 0 && logins.isEmpty();
  }

  /**
   * What is lost if the entry is forgotten now: 0 if nothing, 1 if a limit is exhausted, 2 if a
   * block lasts.
   */
  @Override
  public double weight(long now) {
    double weight = 0;
    for (EntryBucket bucket : buckets) {
      weight = Math.max(weight, bucket.weight(now));
    }
    return logins.hasAny(now) ? Math.max(weight, WEIGHT_OF_LOGIN) : weight;
  }

  /** Whether the entry can be forgotten now: its buckets are full, and no login is known. */
  @Override
  public boolean isOver(long now) {
    for (EntryBucket bucket : buckets) {
      if (bucket.over() >= now) {
        return false;
      }
    }
    return !logins.hasAny(now);
  }
}
