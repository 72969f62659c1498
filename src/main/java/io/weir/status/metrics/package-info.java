/** Metrics of an application, for Prometheus and for JMX. */
@NullMarked
package io.weir.status.metrics;

import org.jspecify.annotations.NullMarked;
