/** Calls of services behind the application: limits, circuits, and attempts that are repeated. */
@NullMarked
package io.weir.upstream;

import org.jspecify.annotations.NullMarked;
