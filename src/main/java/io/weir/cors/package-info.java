/**
 * Cross-origin requests (Fetch, the CORS protocol): whose pages may read the application's answers.
 *
 * <pre>
 *   request → CorsRequest → CorsProtocol, by the CorsPolicy → CorsAnswer → headers; 204, 403, or on
 * </pre>
 */
@NullMarked
package io.weir.cors;

import org.jspecify.annotations.NullMarked;
