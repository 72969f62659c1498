/**
 * What travels between the nodes of a cluster, and what the nodes that keep entries run. Nothing
 * else of Weir is serialized. A change of what is written here or in {@link
 * io.weir.internal.counting.store.Entry} needs another {@link
 * io.weir.internal.counting.store.Entry#FORMAT}.
 */
@NullMarked
package io.weir.internal.counting.wire;

import org.jspecify.annotations.NullMarked;
