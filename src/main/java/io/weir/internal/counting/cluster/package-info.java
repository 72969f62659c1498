/** The Hazelcast member in this JVM, its settings, and the tables that all nodes share. */
@NullMarked
package io.weir.internal.counting.cluster;

import org.jspecify.annotations.NullMarked;
