package io.weir.internal.counting.cluster;

import io.weir.internal.counting.wire.EntryOperation;
import io.weir.internal.counting.wire.LeastSpentEviction;
import io.weir.internal.counting.wire.LeastValuableEviction;
import io.weir.internal.counting.wire.LedgerOperation;
import io.weir.internal.counting.wire.SlotOperation;
import java.util.stream.Stream;

/**
 * The classes of which a member makes objects, out of Java serialization that it receives. Whatever
 * else arrives is refused before an object of it exists.
 */
final class WireClasses {

  /** What members ask each other to do; answers are bytes. */
  private static final String[] OPERATIONS = {
    EntryOperation.class.getName(), LedgerOperation.class.getName(), SlotOperation.class.getName()
  };

  /** The configuration of a table. */
  private static final String[] TABLES = {
    LeastSpentEviction.class.getName(),
    LeastValuableEviction.class.getName(),
    "java.lang.Enum",
    "java.util.concurrent.TimeUnit",
    "javax.cache.configuration.FactoryBuilder$SingletonFactory",
    "javax.cache.expiry.Duration",
    "javax.cache.expiry.ModifiedExpiryPolicy",
  };

  /**
   * Failures that members tell each other. Whoever waits for the answer to an operation waits in
   * vain if its failure is refused: a member that joins, for its part of the counts. So these are
   * all of Hazelcast's for what a member does here, and those of the JDK that code throws which
   * fails. Those of services that no member uses are left out, and so are lists of suppressed
   * exceptions: reading an {@code ArrayList} takes as much memory as its sender says.
   */
  private static final String[] FAILURES = {
    "com.hazelcast.cache.CacheNotExistsException",
    "com.hazelcast.config.InvalidConfigurationException",
    "com.hazelcast.core.ConsistencyLostException",
    "com.hazelcast.core.HazelcastException",
    "com.hazelcast.core.HazelcastInstanceNotActiveException",
    "com.hazelcast.core.HazelcastOverloadException",
    "com.hazelcast.core.IndeterminateOperationStateException",
    "com.hazelcast.core.LocalMemberResetException",
    "com.hazelcast.core.MemberLeftException",
    "com.hazelcast.core.OperationTimeoutException",
    "com.hazelcast.core.RuntimeInterruptedException",
    "com.hazelcast.internal.cluster.impl.ClusterTopologyChangedException",
    "com.hazelcast.internal.cluster.impl.ConfigMismatchException",
    "com.hazelcast.internal.cluster.impl.MasterNodeChangedException",
    "com.hazelcast.internal.cluster.impl.VersionMismatchException",
    "com.hazelcast.internal.partition.PartitionStateVersionMismatchException",
    "com.hazelcast.map.QueryResultSizeExceededException",
    "com.hazelcast.map.ReachedMaxSizeException",
    "com.hazelcast.map.impl.operation.EntryOffloadableLockMismatchException",
    "com.hazelcast.nio.serialization.HazelcastSerializationException",
    "com.hazelcast.partition.NoDataMemberInClusterException",
    "com.hazelcast.query.QueryException",
    "com.hazelcast.spi.exception.CallerNotMemberException",
    "com.hazelcast.spi.exception.DistributedObjectDestroyedException",
    "com.hazelcast.spi.exception.PartitionMigratingException",
    "com.hazelcast.spi.exception.ResponseAlreadySentException",
    "com.hazelcast.spi.exception.RetryableHazelcastException",
    "com.hazelcast.spi.exception.RetryableIOException",
    "com.hazelcast.spi.exception.ServiceNotFoundException",
    "com.hazelcast.spi.exception.TargetDisconnectedException",
    "com.hazelcast.spi.exception.TargetNotMemberException",
    "com.hazelcast.spi.exception.WrongTargetException",
    "com.hazelcast.splitbrainprotection.SplitBrainProtectionException",
    "com.hazelcast.transaction.TransactionException",
    "com.hazelcast.version.MemberVersion",
    "java.io.EOFException",
    "java.io.IOException",
    "java.io.InterruptedIOException",
    "java.io.InvalidClassException",
    "java.io.NotSerializableException",
    "java.io.ObjectStreamException",
    "java.io.StreamCorruptedException",
    "java.io.UTFDataFormatException",
    "java.io.UncheckedIOException",
    "java.lang.ArithmeticException",
    "java.lang.ArrayIndexOutOfBoundsException",
    "java.lang.AssertionError",
    "java.lang.ClassCastException",
    "java.lang.ClassNotFoundException",
    "java.lang.Error",
    "java.lang.Exception",
    "java.lang.ExceptionInInitializerError",
    "java.lang.IllegalArgumentException",
    "java.lang.IllegalMonitorStateException",
    "java.lang.IllegalStateException",
    "java.lang.IncompatibleClassChangeError",
    "java.lang.IndexOutOfBoundsException",
    "java.lang.InterruptedException",
    "java.lang.LinkageError",
    "java.lang.NegativeArraySizeException",
    "java.lang.NoClassDefFoundError",
    "java.lang.NoSuchMethodError",
    "java.lang.NullPointerException",
    "java.lang.NumberFormatException",
    "java.lang.OutOfMemoryError",
    "java.lang.ReflectiveOperationException",
    "java.lang.RuntimeException",
    "java.lang.SecurityException",
    "java.lang.StackOverflowError",
    "java.lang.StackTraceElement",
    "java.lang.StringIndexOutOfBoundsException",
    "java.lang.Throwable",
    "java.lang.UnsupportedOperationException",
    "java.lang.VirtualMachineError",
    "java.net.ConnectException",
    "java.net.SocketException",
    "java.net.SocketTimeoutException",
    "java.net.UnknownHostException",
    "java.nio.BufferOverflowException",
    "java.nio.BufferUnderflowException",
    "java.nio.channels.ClosedChannelException",
    "java.time.DateTimeException",
    "java.time.zone.ZoneRulesException",
    "java.util.Collections$EmptyList",
    "java.util.ConcurrentModificationException",
    "java.util.NoSuchElementException",
    "java.util.concurrent.CancellationException",
    "java.util.concurrent.CompletionException",
    "java.util.concurrent.ExecutionException",
    "java.util.concurrent.RejectedExecutionException",
    "java.util.concurrent.TimeoutException",
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
