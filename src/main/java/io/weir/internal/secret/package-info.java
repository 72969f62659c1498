/** Secrets as values, and references to where they are kept. */
@NullMarked
package io.weir.internal.secret;

import org.jspecify.annotations.NullMarked;
