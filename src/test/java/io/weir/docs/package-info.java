/** The documentation, held to what the code does. */
@NullMarked
package io.weir.docs;

import org.jspecify.annotations.NullMarked;
