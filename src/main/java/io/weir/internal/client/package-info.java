/**
 * The client's address, from the connection and from the forwarding headers of trusted proxies (RFC
 * 7239).
 */
@NullMarked
package io.weir.internal.client;

import org.jspecify.annotations.NullMarked;
