/** A telephony-and-speech API: what its rooms share. */
@NullMarked
package io.weir.sample;

import org.jspecify.annotations.NullMarked;
