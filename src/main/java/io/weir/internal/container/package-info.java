/**
 * What only one servlet container has: the way in front of its authentication, what its session
 * says of a login, and the address at the other end of a connection.
 */
@NullMarked
package io.weir.internal.container;

import org.jspecify.annotations.NullMarked;
