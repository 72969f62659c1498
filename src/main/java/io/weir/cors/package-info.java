/**
 * Cross-origin requests: which pages may read the responses of the application (the CORS protocol,
 * Fetch §3.3).
 *
 * <pre>
 *   request → CorsRequest → CorsProtocol with CorsPolicy → CorsAnswer → headers; 204, 403 or the chain
 * </pre>
 */
@NullMarked
package io.weir.cors;

import org.jspecify.annotations.NullMarked;
