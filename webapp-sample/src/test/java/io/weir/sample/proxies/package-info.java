/** What forwarding headers do, by real reverse proxies and by clients who forge them. */
@NullMarked
package io.weir.sample.proxies;

import org.jspecify.annotations.NullMarked;
