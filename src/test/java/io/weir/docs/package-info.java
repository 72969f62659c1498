/** Tests that the documentation matches the code. */
@NullMarked
package io.weir.docs;

import org.jspecify.annotations.NullMarked;
