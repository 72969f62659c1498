/**
 * What several rooms read of HTTP and the Servlet API: tokens, comma-separated lists, the {@code
 * Accept} header, character encodings (RFC 9110 §5.6, §8.3.2, §12.5.1), preflights, and wrappers of
 * requests. It depends on no other room.
 */
@NullMarked
package io.weir.internal.http;

import org.jspecify.annotations.NullMarked;
