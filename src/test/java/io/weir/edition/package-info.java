/** The jars of both Servlet APIs. */
@NullMarked
package io.weir.edition;

import org.jspecify.annotations.NullMarked;
