/** The log: what would be a line a request is counted, and told once in a while. */
@NullMarked
package io.weir.internal.events;

import org.jspecify.annotations.NullMarked;
