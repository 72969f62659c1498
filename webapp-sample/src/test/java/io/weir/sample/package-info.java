/** The sample application, tested in real servers. */
@NullMarked
package io.weir.sample;

import org.jspecify.annotations.NullMarked;
