/** Places calls, on paper. */
@NullMarked
package io.weir.sample.calls;

import org.jspecify.annotations.NullMarked;
