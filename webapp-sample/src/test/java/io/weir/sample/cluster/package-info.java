/** The sample application on several nodes, each test with nodes of its own. */
@NullMarked
package io.weir.sample.cluster;

import org.jspecify.annotations.NullMarked;
