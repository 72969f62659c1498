/** Takes orders. */
@NullMarked
package io.weir.sample.desk;

import org.jspecify.annotations.NullMarked;
