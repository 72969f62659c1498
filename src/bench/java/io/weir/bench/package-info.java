/** The runner of the benchmarks, and the benchmarks of whole filters. */
@NullMarked
package io.weir.bench;

import org.jspecify.annotations.NullMarked;
