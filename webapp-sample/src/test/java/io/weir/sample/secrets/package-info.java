/** Secrets on real servers: how an application gets them, and that nobody else does. */
@NullMarked
package io.weir.sample.secrets;

import org.jspecify.annotations.NullMarked;
