/** The manual's table of servers, compared with what the tests ran on. */
@NullMarked
package io.weir.sample.tested;

import org.jspecify.annotations.NullMarked;
