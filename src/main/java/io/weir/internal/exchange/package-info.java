/**
 * A request from its first dispatch to its end. All filters share one exchange: facts are found out
 * once, and the end is told once.
 */
@NullMarked
package io.weir.internal.exchange;

import org.jspecify.annotations.NullMarked;
