/**
 * What all nodes of a cluster know without asking: decisions that hold on all of them, and what
 * each reports about itself. Every node keeps a copy, and tells changes in a thread of its own.
 */
@NullMarked
package io.weir.internal.counting.state;

import org.jspecify.annotations.NullMarked;
