/**
 * The language that all tables of settings share: methods, paths, keys and their parts, who is
 * exempt, scanning and quoting.
 */
@NullMarked
package io.weir.internal.rules;

import org.jspecify.annotations.NullMarked;
