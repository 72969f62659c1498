/** Secrets: read from where they are kept, never written where they can be read. */
@NullMarked
package io.weir.secrets;

import org.jspecify.annotations.NullMarked;
