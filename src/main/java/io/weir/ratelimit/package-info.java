/** Rate limits: the rules an administrator writes, how they count, and what a refusal says. */
@NullMarked
package io.weir.ratelimit;

import org.jspecify.annotations.NullMarked;
