package io.weir.bench;

import com.hazelcast.core.HazelcastInstance;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.grid.jcache.Bucket4jJCache;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import io.weir.internal.counting.BucketSpec;
import io.weir.internal.counting.ConsumptionResult;
import io.weir.internal.counting.CountingService;
import io.weir.internal.counting.EntryKey;
import io.weir.internal.counting.Limit;
import io.weir.internal.counting.Refill;
import io.weir.internal.counting.RetentionClass;
import io.weir.internal.counting.TokenRequest;
import io.weir.internal.counting.WhenClusterFails;
import io.weir.internal.counting.cluster.SharedCounting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.cache.Cache;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One decision on three limits of one of many clients, by Weir and by its peers. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 2, time = 1)
public class CountingBenchmark {

  /** A power of two. */
  private static final int CLIENTS = 256;

  /** A fixed number, because a busy machine would do too few in a fixed time. */
  private static final int DECISIONS_TO_WARM_UP = 20_000;

  private static final List<Limit> LIMITS =
      List.of(
          new Limit(500_000_000, Duration.ofMinutes(1)),
          new Limit(700_000_000, Duration.ofHours(1)),
          new Limit(900_000_000, Duration.ofDays(1)));

  /** The same, each limit as a rule of its own. */
  private static final List<List<Limit>> RULES = LIMITS.stream().map(List::of).toList();

  /** Counts a request in three keys, each of which expires by itself. */
  private static final String SCRIPT =
      """
      local most = 0
      for i, period in ipairs({60000, 3600000, 86400000}) do
        local n = redis.call('INCR', KEYS[i])
        if n == 1 then redis.call('PEXPIRE', KEYS[i], period) end
        if n > most then most = n end
      end
      return most
      """;

  /** Who counts, and with how many members. */
  @Param({
    "bucket4j",
    "jvm",
    "jcache",
    "weir1",
    "weir2",
    "weir3",
    "weir4",
    "store2",
    "redis",
    "redis-replica",
    "bucket4j-redis",
    "refused"
  })
  public String counter = "";

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private IntPredicate admits = client -> false;
  private int next;

  @Setup
  public void start() throws IOException {
    admits =
        switch (counter) {
          case "bucket4j" -> buckets();
          case "jvm" -> weir(Cluster.NONE, List.of(LIMITS));
          case "jcache" -> proxies(Bucket4jJCache.entryProcessorBasedBuilder(table(1)).build());
          case "store2" -> store();
          case "redis" -> script();
          case "redis-replica" -> scriptAndReplica();
          case "bucket4j-redis" -> proxiesInRedis();
          case "refused" -> refused();
          case "weir1" -> weir(members(1), List.of(LIMITS));
          default -> weir(members(counter.charAt("weir".length()) - '0'), RULES);
        };
    for (int i = 0; i < DECISIONS_TO_WARM_UP; i++) {
      decide();
    }
  }

  /** What was opened last is closed first. */
  @TearDown
  public void stop() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }

  @Benchmark
  public boolean decide() {
    return admits.test(next++ & (CLIENTS - 1));
  }

  private static BucketConfiguration configuration() {
    var builder = BucketConfiguration.builder();
    for (Limit limit : LIMITS) {
      builder.addLimit(
          one -> one.capacity(limit.tokens()).refillGreedy(limit.tokens(), limit.period()));
    }
    return builder.build();
  }

  private static IntPredicate buckets() {
    List<Bucket> buckets =
        Stream.generate(
                () -> {
                  var builder = Bucket.builder();
                  for (var bandwidth : configuration().getBandwidths()) {
                    builder.addLimit(bandwidth);
                  }
                  return (Bucket) builder.build();
                })
            .limit(CLIENTS)
            .toList();
    return client -> buckets.get(client).tryConsume(1);
  }

  private static <K> IntPredicate proxies(ProxyManager<K> manager, List<K> names) {
    List<Bucket> buckets =
        names.stream()
            .map(name -> (Bucket) manager.getProxy(name, CountingBenchmark::configuration))
            .toList();
    return client -> buckets.get(client).tryConsume(1);
  }

  private static List<String> names() {
    return IntStream.range(0, CLIENTS).mapToObj(client -> "client " + client).toList();
  }

  private static IntPredicate proxies(ProxyManager<String> manager) {
    return proxies(manager, names());
  }

  private IntPredicate proxiesInRedis() throws IOException {
    Redis redis = new Redis();
    opened.push(redis);
    return proxies(
        Bucket4jLettuce.casBasedBuilder(redis.client()).build(),
        names().stream().map(name -> name.getBytes(StandardCharsets.UTF_8)).toList());
  }

  private IntPredicate script() throws IOException {
    Redis redis = new Redis();
    opened.push(redis);
    return script(redis.client().connect().sync());
  }

  /** The same, and waits until a replica has it, as one synchronous backup of a member. */
  private IntPredicate scriptAndReplica() throws IOException {
    Redis redis = new Redis();
    opened.push(redis);
    opened.push(redis.replica());
    RedisCommands<String, String> commands = redis.client().connect().sync();
    IntPredicate script = script(commands);
    return client -> script.test(client) && commands.waitForReplication(1, 0) == 1;
  }

  private static IntPredicate script(RedisCommands<String, String> commands) {
    String digest = commands.scriptLoad(SCRIPT);
    List<String[]> keys =
        names().stream()
            .map(name -> new String[] {name + " minute", name + " hour", name + " day"})
            .toList();
    return client ->
        commands.<Long>evalsha(digest, ScriptOutputType.INTEGER, keys.get(client)) < 500_000_000;
  }

  /** Ports of members; the first is that of this JVM, and the others run. */
  private List<Integer> ports(int members, boolean plain) {
    List<Integer> ports = Stream.generate(Cluster::freePort).limit(members).toList();
    for (int i = 1; i < members; i++) {
      List<Integer> of = new ArrayList<>(ports);
      of.add(0, of.remove(i));
      opened.push(plain ? Neighbour.startPlain(of) : Neighbour.start(of));
    }
    return ports;
  }

  private Cache<String, byte[]> table(int members) {
    HazelcastInstance member = PlainMember.start(ports(members, true));
    opened.push(member::shutdown);
    return PlainMember.table(member);
  }

  private IntPredicate store() {
    Cache<String, byte[]> table = table(2);
    List<String> names = names();
    PlainMember.StoreOperation store = new PlainMember.StoreOperation();
    return client -> table.invoke(names.get(client), store) == null;
  }

  private Map<String, String> members(int members) {
    return Cluster.member(ports(members, false));
  }

  /**
   * Rules that meet in one entry.
   *
   * @param rules the limits of each
   */
  private IntPredicate weir(Map<String, String> settings, List<List<Limit>> rules) {
    SharedCounting shared = Cluster.join(settings);
    opened.push(shared::leave);
    CountingService counting = shared.service();
    List<List<TokenRequest>> requests =
        names().stream().map(name -> requests(counting.pseudonyms().of(name), rules)).toList();
    return client ->
        counting.take(requests.get(client)).stream().allMatch(ConsumptionResult::admitted);
  }

  private static List<TokenRequest> requests(String name, List<List<Limit>> rules) {
    EntryKey entry = new EntryKey(name, RetentionClass.DAY, true);
    List<TokenRequest> requests = new ArrayList<>();
    for (List<Limit> limits : rules) {
      requests.add(
          new TokenRequest(
              entry,
              requests.size(),
              new BucketSpec(limits, Refill.WINDOW, ZoneOffset.UTC),
              1,
              WhenClusterFails.LOCAL,
              TokenRequest.NO_LOGIN,
              true));
    }
    return requests;
  }

  /** Each client has one token, so that all but the first decision refuse. */
  private IntPredicate refused() {
    IntPredicate admits = weir(members(2), List.of(List.of(new Limit(1, Duration.ofDays(1)))));
    return client -> !admits.test(client);
  }
}
