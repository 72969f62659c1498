/**
 * Open WebSockets: the frames that clients send are counted, and a socket is closed when its time
 * is over, or what it may send.
 */
@NullMarked
package io.weir.internal.socket;

import org.jspecify.annotations.NullMarked;
