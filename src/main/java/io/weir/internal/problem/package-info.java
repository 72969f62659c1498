/**
 * Responses that Weir sends instead of the application: problem documents (RFC 9457), in the format
 * that the client accepts.
 */
@NullMarked
package io.weir.internal.problem;

import org.jspecify.annotations.NullMarked;
