/** What a request costs: the benchmarks' runner, and those that go through the front door. */
@NullMarked
package io.weir.bench;

import org.jspecify.annotations.NullMarked;
