/** Telephone numbers: which one is meant, however it is written. */
@NullMarked
package io.weir.internal.phone;

import org.jspecify.annotations.NullMarked;
