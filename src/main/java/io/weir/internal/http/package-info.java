/**
 * Syntax of HTTP that several rooms read: tokens, comma-separated lists, the {@code Accept} header,
 * character encodings (RFC 9110 §5.6, §8.3.2, §12.5.1).
 */
@NullMarked
package io.weir.internal.http;

import org.jspecify.annotations.NullMarked;
