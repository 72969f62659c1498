/** Secrets in memory, read again in the background. */
@NullMarked
package io.weir.secrets.refresh;

import org.jspecify.annotations.NullMarked;
