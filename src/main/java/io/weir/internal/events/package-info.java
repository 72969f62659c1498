/**
 * What filters decide, as counters that only grow. The log summary, metrics and the status page
 * read them.
 */
@NullMarked
package io.weir.internal.events;

import org.jspecify.annotations.NullMarked;
