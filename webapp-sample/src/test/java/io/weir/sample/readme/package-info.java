/** What the README shows of the sample application. */
@NullMarked
package io.weir.sample.readme;

import org.jspecify.annotations.NullMarked;
