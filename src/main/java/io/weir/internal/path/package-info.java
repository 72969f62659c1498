/** The path of a request, as the container reads it and as other programs may read it. */
@NullMarked
package io.weir.internal.path;

import org.jspecify.annotations.NullMarked;
