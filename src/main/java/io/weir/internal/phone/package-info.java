/** Telephone numbers, brought to one form (ITU-T E.164). */
@NullMarked
package io.weir.internal.phone;

import org.jspecify.annotations.NullMarked;
