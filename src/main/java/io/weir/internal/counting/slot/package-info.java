/** Slots: how many requests of a key are open at once, in all nodes together. */
@NullMarked
package io.weir.internal.counting.slot;

import org.jspecify.annotations.NullMarked;
