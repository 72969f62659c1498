/** Where secrets are kept: the interface of a source, and the sources of this machine. */
@NullMarked
package io.weir.secrets.source;

import org.jspecify.annotations.NullMarked;
