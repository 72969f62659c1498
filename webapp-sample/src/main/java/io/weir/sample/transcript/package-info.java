/** Transcripts of recordings. */
@NullMarked
package io.weir.sample.transcript;

import org.jspecify.annotations.NullMarked;
