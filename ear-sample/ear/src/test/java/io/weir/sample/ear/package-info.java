/** The EAR on the server under test. */
@NullMarked
package io.weir.sample.ear;

import org.jspecify.annotations.NullMarked;
