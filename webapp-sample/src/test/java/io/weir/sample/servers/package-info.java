/**
 * Real servers for tests and the demo: processes of our own on 127.0.0.1, each with its own
 * directory and ports.
 */
@NullMarked
package io.weir.sample.servers;

import org.jspecify.annotations.NullMarked;
