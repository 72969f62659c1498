/** Speech in real time: sessions, and the scenarios that users write. */
@NullMarked
package io.weir.sample.realtime;

import org.jspecify.annotations.NullMarked;
