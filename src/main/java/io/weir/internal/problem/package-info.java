/**
 * Answers that Weir gives instead of the application: problem documents (RFC 9457), in the form the
 * client reads.
 */
@NullMarked
package io.weir.internal.problem;

import org.jspecify.annotations.NullMarked;
