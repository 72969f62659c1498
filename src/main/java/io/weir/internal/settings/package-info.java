/** Settings: read from every place they may stand in, checked once, all mistakes told together. */
@NullMarked
package io.weir.internal.settings;

import org.jspecify.annotations.NullMarked;
