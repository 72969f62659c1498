/** The circuit breaker: requests to a service that fails are refused before they wait for it. */
@NullMarked
package io.weir.breaker;

import org.jspecify.annotations.NullMarked;
