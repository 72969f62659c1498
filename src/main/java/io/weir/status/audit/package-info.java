/** The audit log: one line of JSON for each event of an application. */
@NullMarked
package io.weir.status.audit;

import org.jspecify.annotations.NullMarked;
