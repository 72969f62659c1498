/** What rooms know of a service behind the application without knowing each other. */
@NullMarked
package io.weir.internal.upstream;

import org.jspecify.annotations.NullMarked;
