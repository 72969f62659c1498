@NullMarked
package io.weir.status.metrics;

import org.jspecify.annotations.NullMarked;
