/** Alerts and the daily report of costs: what they watch, and how they reach an administrator. */
@NullMarked
package io.weir.status.alert;

import org.jspecify.annotations.NullMarked;
