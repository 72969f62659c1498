/**
 * The deployment of an application: what it declares, the checks of that, and the start and the end
 * of its filters.
 */
@NullMarked
package io.weir.internal.deployment;

import org.jspecify.annotations.NullMarked;
