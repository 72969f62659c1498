/**
 * What differs between servlet containers: a hook before authentication, the result of a login, the
 * address of the peer, and how a broken connection shows.
 */
@NullMarked
package io.weir.internal.container;

import org.jspecify.annotations.NullMarked;
