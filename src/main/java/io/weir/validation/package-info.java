/**
 * The request validation: what a body, a parameter, a header or a path must hold before the
 * application sees it.
 */
@NullMarked
package io.weir.validation;

import org.jspecify.annotations.NullMarked;
