/** Every way to write a path, and whether what it reaches was counted. */
@NullMarked
package io.weir.sample.paths;

import org.jspecify.annotations.NullMarked;
