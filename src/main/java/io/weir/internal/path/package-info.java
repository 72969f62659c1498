/** What is asked: the request's path, as the container and as everybody else might read it. */
@NullMarked
package io.weir.internal.path;

import org.jspecify.annotations.NullMarked;
