/**
 * Who asks: the client's address, from the connection and from forwarding headers of trusted
 * proxies.
 */
@NullMarked
package io.weir.internal.client;

import org.jspecify.annotations.NullMarked;
