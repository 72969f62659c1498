/**
 * What a request carries: parameters and JSON, read ahead of the application and handed on to it
 * whole.
 */
@NullMarked
package io.weir.internal.body;

import org.jspecify.annotations.NullMarked;
