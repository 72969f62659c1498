/** Tests of the parts of the status page. */
@NullMarked
package io.weir.status.page;

import org.jspecify.annotations.NullMarked;
