/** What an administrator sees of Weir, and who may see it. */
@NullMarked
package io.weir.status;

import org.jspecify.annotations.NullMarked;
