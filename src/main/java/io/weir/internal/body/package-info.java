/**
 * Parameters and JSON fields of a request. The body is read ahead of the application, which then
 * reads it from its first byte.
 */
@NullMarked
package io.weir.internal.body;

import org.jspecify.annotations.NullMarked;
