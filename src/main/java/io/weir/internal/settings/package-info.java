/**
 * Settings: read from every place where they may stand, checked once, with all mistakes told
 * together. Works on plain values; nothing here knows a servlet container.
 */
@NullMarked
package io.weir.internal.settings;

import org.jspecify.annotations.NullMarked;
