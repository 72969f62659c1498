package io.weir.internal.counting.cluster;

import io.weir.internal.counting.wire.EntryOperation;
import io.weir.internal.counting.wire.LeastValuableEviction;
import io.weir.internal.counting.wire.LedgerOperation;
import java.util.stream.Stream;

/**
 * The classes of which a member makes objects, out of Java serialization that it receives. Whatever
 * else arrives is refused before an object of it exists.
 */
final class WireClasses {

  /** What members ask each other to do; answers are bytes. */
  private static final String[] OPERATIONS = {
    EntryOperation.class.getName(), LedgerOperation.class.getName()
  };

  /** The configuration of a table. */
  private static final String[] TABLES = {
    LeastValuableEviction.class.getName(),
    "java.lang.Enum",
    "java.util.concurrent.TimeUnit",
    "javax.cache.configuration.FactoryBuilder$SingletonFactory",
    "javax.cache.expiry.Duration",
    "javax.cache.expiry.ModifiedExpiryPolicy",
  };

  /**
   * Failures that members tell each other: an operation is tried again only after some of these.
   */
  private static final String[] FAILURES = {
    "com.hazelcast.cache.CacheNotExistsException",
    "com.hazelcast.core.HazelcastException",
    "com.hazelcast.core.HazelcastInstanceNotActiveException",
    "com.hazelcast.core.IndeterminateOperationStateException",
    "com.hazelcast.core.MemberLeftException",
    "com.hazelcast.core.OperationTimeoutException",
    "com.hazelcast.internal.cluster.impl.ClusterTopologyChangedException",
    "com.hazelcast.internal.partition.PartitionStateVersionMismatchException",
    "com.hazelcast.nio.serialization.HazelcastSerializationException",
    "com.hazelcast.spi.exception.CallerNotMemberException",
    "com.hazelcast.spi.exception.DistributedObjectDestroyedException",
    "com.hazelcast.spi.exception.PartitionMigratingException",
    "com.hazelcast.spi.exception.RetryableHazelcastException",
    "com.hazelcast.spi.exception.RetryableIOException",
    "com.hazelcast.spi.exception.ServiceNotFoundException",
    "com.hazelcast.spi.exception.TargetDisconnectedException",
    "com.hazelcast.spi.exception.TargetNotMemberException",
    "com.hazelcast.spi.exception.WrongTargetException",
    "com.hazelcast.version.MemberVersion",
    "java.io.IOException",
    "java.lang.Exception",
    "java.lang.IllegalArgumentException",
    "java.lang.IllegalStateException",
    "java.lang.RuntimeException",
    "java.lang.SecurityException",
    "java.lang.StackTraceElement",
    "java.lang.Throwable",
    "java.util.Collections$EmptyList",
    "java.util.concurrent.ExecutionException",
    "javax.cache.CacheException",
    "javax.cache.processor.EntryProcessorException",
    "[Ljava.lang.StackTraceElement;",
  };

  private WireClasses() {}

  /** Their binary names. */
  static String[] names() {
    return Stream.of(OPERATIONS, TABLES, FAILURES).flatMap(Stream::of).toArray(String[]::new);
  }
}
