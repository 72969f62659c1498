/** Calls: now, later, and what was recorded of them. */
@NullMarked
package io.weir.sample.call;

import org.jspecify.annotations.NullMarked;
