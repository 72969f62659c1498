/** What HTTP and the Servlet API leave to whoever reads a request; it depends on nothing else. */
@NullMarked
package io.weir.internal.http;

import org.jspecify.annotations.NullMarked;
