/** Who asks: the client's address, read from the connection and from proxies that are trusted. */
@NullMarked
package io.weir.internal.client;

import org.jspecify.annotations.NullMarked;
