/** Services of others, each with a key that the application finds in its own way. */
@NullMarked
package io.weir.sample.provider;

import org.jspecify.annotations.NullMarked;
