/** The page on which administrators see what Weir does, and act. */
@NullMarked
package io.weir.status.page;

import org.jspecify.annotations.NullMarked;
