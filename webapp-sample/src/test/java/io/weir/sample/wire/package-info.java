/** HTTP as octets: requests that no client library would send. */
@NullMarked
package io.weir.sample.wire;

import org.jspecify.annotations.NullMarked;
